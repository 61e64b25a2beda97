package dev.naust.backup.place;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Backups.Location;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.BackupError;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where backups can be kept, as {@code config/backups.json} says: {@code {"locations": [{"name", "path", "residency"?}]}} for
 * folders, and {@code {"name", "store", "folder"?}} for the files of a docked store, whose residency is the store's. It is read
 * each time. A location of the name {@code default} is the one that is used where none is named; without it that is
 * {@code data/backups}. Safe for use by several threads.
 */
public final class Locations {
    private static final String USUAL = "default";
    private static final String NAME = "[a-z][a-z0-9-]{0,62}";

    private final Path home;
    private final StoreRegistry stores;
    private final JsonValues json = new JsonValues();

    /** Reads them below a home folder. */
    public Locations(Path home, StoreRegistry stores) {
        this.home = home;
        this.stores = stores;
    }

    /** All of them, the default one first. */
    public List<Location> all() {
        List<Location> all = new ArrayList<>();
        for (Value each : configured()) {
            all.add(location(each));
        }
        if (all.stream().noneMatch(each -> each.name().equals(USUAL))) {
            all.add(
                    0,
                    new Location(USUAL, home.resolve("data").resolve("backups").toString(), Optional.empty()));
        }
        all.sort((a, b) -> Boolean.compare(b.name().equals(USUAL), a.name().equals(USUAL)));
        return List.copyOf(all);
    }

    /**
     * The location of a name.
     *
     * @param name empty for the default one
     * @throws StoreException with {@code location.not_found}
     */
    public Location get(Optional<String> name) {
        String wanted = name.orElse(USUAL);
        List<Location> all = all();
        return all.stream()
                .filter(each -> each.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        BackupError.LOCATION_NOT_FOUND,
                        "There is no location \"" + wanted + "\" for backups. There are: "
                                + String.join(
                                        ", ", all.stream().map(Location::name).toList())
                                + "; config/backups.json names them"));
    }

    private List<Value> configured() {
        Path file = home.resolve("config").resolve("backups.json");
        try {
            Document document = json.readObject(Files.readString(file, StandardCharsets.UTF_8));
            Value locations = document.get("locations").orElse(new Value.Array(List.of()));
            if (locations instanceof Value.Array array) {
                return array.items();
            }
            throw invalid("\"locations\" must be a list");
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException | MalformedJsonException e) {
            throw invalid("it cannot be read: " + e.getMessage());
        }
    }

    private Location location(Value value) {
        if (!(value instanceof Document document)) {
            throw invalid("each location must be an object");
        }
        String name = text(document, "name").orElseThrow(() -> invalid("a location has no name"));
        if (!name.matches(NAME)) {
            throw invalid("\"" + name + "\" is no name: use small letters, digits and hyphens");
        }
        Optional<String> store = text(document, "store");
        if (store.isPresent()) {
            return inStore(name, store.get(), document);
        }
        String path =
                text(document, "path").orElseThrow(() -> invalid("location " + name + " has neither path nor store"));
        return new Location(name, home.resolve(path).normalize().toString(), text(document, "residency"));
    }

    /** A store's own label says where its files are; the location can only say it where the store does not. */
    private Location inStore(String name, String store, Document document) {
        String folder = text(document, "folder").orElse("backups");
        if (!store.matches(NAME) || text(document, "path").isPresent()) {
            throw invalid("location " + name + " must name a store by its id, and no path beside it");
        }
        if (!folder.matches("[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")) {
            throw invalid("\"" + folder + "\" is no folder in a store: use names of letters and digits with / between");
        }
        Optional<String> labelled = stores.find(store).flatMap(StoreView::residency);
        return new Location(name, Vaults.name(store, folder), labelled.or(() -> text(document, "residency")));
    }

    private static Optional<String> text(Document document, String name) {
        return document.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static StoreException invalid(String what) {
        return new StoreException(
                BackupError.LOCATION_INVALID, "config/backups.json is not as it must be: " + what + ". Correct it");
    }
}
