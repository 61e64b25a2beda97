package dev.naust.backup;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Backups.Location;
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
 * Where backups can be kept, as {@code config/backups.json} says: {@code {"locations": [{"name", "path", "residency"?}]}}. It is
 * read each time. A location of the name {@code default} is the one that is used where none is named; without it that is
 * {@code data/backups}. Safe for use by several threads.
 */
final class Locations {
    private static final String USUAL = "default";

    private final Path home;
    private final JsonValues json = new JsonValues();

    Locations(Path home) {
        this.home = home;
    }

    /** All of them, the default one first. */
    List<Location> all() {
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
    Location get(Optional<String> name) {
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
        String path = text(document, "path").orElseThrow(() -> invalid("location " + name + " has no path"));
        if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
            throw invalid("\"" + name + "\" is no name: use small letters, digits and hyphens");
        }
        return new Location(name, home.resolve(path).normalize().toString(), text(document, "residency"));
    }

    private static Optional<String> text(Document document, String name) {
        return document.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static StoreException invalid(String what) {
        return new StoreException(
                BackupError.LOCATION_INVALID, "config/backups.json is not as it must be: " + what + ". Correct it");
    }
}
