package dev.naust.sqlite;

import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked into a private folder that goes as soon as the library is loaded, or with the provider where
 * the system keeps files that are in use: the driver alone would leave one copy in the common temporary folder for each update of
 * the bundle, and for each process that is killed. Safe for use by several threads.
 */
final class Natives implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Natives.class);
    private static final String FOLDER = "org.sqlite.tmpdir";
    private static final String LIBRARY_FOLDER = "org.sqlite.lib.path";
    private static final String LIBRARY_NAME = "org.sqlite.lib.name";

    private static final long STOP_SECONDS = 10;

    private @Nullable Path folder;
    private boolean loaded;
    private volatile @Nullable Thread ahead;

    /** Begins to load the library on a thread of its own: that takes a while, and who opens a store soon waits the less. */
    void loadAhead() {
        Thread thread = new Thread(this::tryToLoad, "naust-sqlite-library");
        thread.setDaemon(true);
        ahead = thread;
        thread.start();
    }

    private void tryToLoad() {
        try {
            load();
        } catch (StoreException | LinkageError e) {
            LOG.debug("Whoever opens a store is told why", e);
        }
    }

    /** Loads the library, the first time. */
    synchronized void load() {
        if (loaded) {
            return;
        }
        try {
            Path unpacked = Files.createTempDirectory("naust-sqlite-");
            folder = unpacked;
            // Literals are the same in all class loaders: another version of this provider may load its library just
            // now.
            synchronized (FOLDER) {
                load(unpacked);
            }
            loaded = true;
            discard();
        } catch (Exception e) {
            throw new StoreException(
                    SqliteErrorCode.INTERNAL,
                    "SQLite's native library cannot be loaded on this machine (" + e.getMessage()
                            + "). Check that the temporary folder " + folder + " can be written and executed from.",
                    e);
        }
    }

    /** The driver unpacks the library too where it finds none, and then compares what it wrote byte by byte. */
    private static void load(Path folder) throws Exception {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put(FOLDER, folder.toString());
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (library != null && System.getProperty(LIBRARY_FOLDER) == null) {
                Files.copy(library, folder.resolve(name));
                wanted.put(LIBRARY_FOLDER, folder.toString());
                wanted.put(LIBRARY_NAME, name);
            }
        }
        Map<String, @Nullable String> before = new LinkedHashMap<>();
        wanted.forEach((property, value) -> before.put(property, System.setProperty(property, value)));
        try {
            SQLiteJDBCLoader.initialize();
        } finally {
            before.forEach((property, value) -> {
                if (value == null) {
                    System.clearProperty(property);
                } else {
                    System.setProperty(property, value);
                }
            });
        }
    }

    /** Removes the unpacked files; a library in use stays loaded until its class loader goes. */
    @Override
    public void close() throws IOException {
        Thread loading = ahead;
        if (loading != null) {
            try {
                loading.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        leave();
    }

    private synchronized void leave() throws IOException {
        if (!discard()) {
            LOG.info("{} is still in use and stays until the machine's temporary folder is emptied", folder);
        }
        folder = null;
    }

    /** Tells whether nothing is left. */
    private boolean discard() throws IOException {
        if (folder == null || Files.notExists(folder)) {
            return true;
        }
        List<Path> found;
        try (Stream<Path> files = Files.walk(folder)) {
            found = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : found) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.debug("{} cannot be deleted yet", file, e);
                return false;
            }
        }
        return true;
    }
}
