package dev.naust.backup.place;

import dev.naust.api.service.Backups.Location;
import dev.naust.api.service.StoreRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the place of a backup's file by its name: a path of this machine, or {@code store://<store>/<path>} for a file of a
 * docked store. Safe for use by several threads.
 */
public final class Vaults {
    private static final Pattern IN_STORE = Pattern.compile("store://([a-z][a-z0-9-]{0,62})/(.+)");

    private final StoreRegistry stores;
    private final Path folder;

    /**
     * Places of a server.
     *
     * @param folder where files of stores are made and read; nobody else uses it
     */
    public Vaults(StoreRegistry stores, Path folder) {
        this.stores = stores;
        this.folder = folder;
    }

    /** The place of a file. */
    public Vault of(String file) {
        Matcher inStore = IN_STORE.matcher(file);
        return inStore.matches()
                ? new StoreVault(stores, inStore.group(1), inStore.group(2), folder)
                : new FolderVault(Path.of(file));
    }

    /** The full name of a file in a location. */
    public static String file(Location location, String name) {
        return IN_STORE.matcher(location.path()).matches()
                ? location.path() + "/" + name
                : Path.of(location.path()).toAbsolutePath().resolve(name).toString();
    }

    /** Whether a location lies in a store, so that its backups would be lost together with it. */
    public static boolean isIn(Location location, String store) {
        Matcher inStore = IN_STORE.matcher(location.path());
        return inStore.matches() && inStore.group(1).equals(store);
    }

    /**
     * Removes what unfinished backups left in the folders of this machine, and what was fetched.
     *
     * @param isLive whether a file of that name is being made
     * @param isRunning whether the run with that id is
     */
    public void tidy(List<Location> locations, Predicate<String> isLive, Predicate<String> isRunning) {
        WholeFiles.discardWork(folder, isLive, isRunning);
        List<Path> folders = new ArrayList<>();
        folders.add(folder);
        locations.stream()
                .map(Location::path)
                .filter(path -> !IN_STORE.matcher(path).matches())
                .map(Path::of)
                .forEach(folders::add);
        folders.forEach(each -> WholeFiles.discardParts(each, isLive));
    }

    static String name(String store, String path) {
        return "store://" + store + "/" + path;
    }
}
