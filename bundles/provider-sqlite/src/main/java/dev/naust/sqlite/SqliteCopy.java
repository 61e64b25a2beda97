package dev.naust.sqlite;

import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/**
 * A file's state at one moment, copied by SQLite's online backup into a private temporary file, which goes with the copy. Whoever
 * writes meanwhile is not kept waiting longer than for some pages; the copy begins anew then.
 */
final class SqliteCopy implements AutoCloseable {
    private static final int PAGES_AT_ONCE = 1_000;
    private static final int PAUSE_MILLIS = 20;
    private static final int MOST_WAITS = 3_000;

    private final Path folder;
    private final SqliteFile copy;

    private SqliteCopy(Path folder, SqliteFile copy) {
        this.folder = folder;
        this.copy = copy;
    }

    static SqliteCopy of(SqliteFile source) throws SQLException {
        Path folder = makeFolder(source.path());
        Path target = folder.resolve("copy.db");
        SqliteCopy copy =
                new SqliteCopy(folder, source.at(new SqliteConfig(target, true, true, Duration.ofSeconds(5), false)));
        boolean whole = false;
        try (Connection connection = source.reader()) {
            DB database = connection.unwrap(SQLiteConnection.class).getDatabase();
            int result = database.backup(
                    "main", target.toString(), (left, all) -> {}, PAUSE_MILLIS, MOST_WAITS, PAGES_AT_ONCE);
            if (result != Codes.SQLITE_OK && result != Codes.SQLITE_DONE) {
                database.throwex(result);
            }
            whole = true;
            return copy;
        } finally {
            if (!whole) {
                copy.close();
            }
        }
    }

    /** On most systems only the server's own user may look into it. */
    private static Path makeFolder(Path source) {
        try {
            return Files.createTempDirectory("naust-sqlite-");
        } catch (IOException e) {
            throw new StoreException(
                    SqliteErrorCode.IO,
                    "SQLite file " + source + ": no temporary folder for a copy could be made (" + e.getMessage()
                            + "). Free some space in the system's folder for temporary files.",
                    e);
        }
    }

    Connection reader() {
        return copy.reader();
    }

    @Override
    public void close() {
        try {
            for (String suffix : new String[] {"", "-journal", "-wal", "-shm"}) {
                Files.deleteIfExists(folder.resolve("copy.db" + suffix));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new StoreException(
                    SqliteErrorCode.IO,
                    "The temporary copy " + folder + " of an SQLite file could not be removed (" + e.getMessage()
                            + "). Remove it by hand.",
                    e);
        }
    }
}
