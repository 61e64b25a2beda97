package dev.naust.sqlite;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlite.file.OpenFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * Opens connections to one file. What only reads is opened so that SQLite itself refuses to change the file; the file is
 * created by the first connection that writes, never by looking at it. Safe for use by several threads.
 */
final class SqliteFile {
    private static final String WRITER_CACHE_KIB = "-16384";

    /** Below this the questions before reading pages take longer than they save. */
    private static final long WORTH_PAGES = 1 << 20;

    private final SqliteConfig config;
    private final Natives natives;
    private final OpenFiles files;
    private final DirectTables tables;

    SqliteFile(SqliteConfig config, Natives natives, OpenFiles files) {
        this.config = config;
        this.natives = natives;
        this.files = files;
        this.tables = new DirectTables(config.path(), files, WORTH_PAGES);
    }

    /** A store opens that connects to this file. */
    void join() {
        files.join(path());
    }

    /** The store has closed its connections. */
    void leave() {
        files.leave(path());
    }

    /** The tables that can be read from the file's pages. */
    DirectTables tables() {
        return tables;
    }

    /** Another file, opened in the same way. */
    SqliteFile at(SqliteConfig other) {
        return new SqliteFile(other, natives, files);
    }

    Path path() {
        return config.path();
    }

    SqliteConfig config() {
        return config;
    }

    /** Whether there is no file yet, but the first write may make one. */
    boolean isYetToCome() {
        return config.create() && !config.readOnly() && !Files.exists(path());
    }

    /** Opens the file for reading. */
    Connection reader() {
        requireFile();
        SQLiteConfig driver = driver();
        driver.setReadOnly(true);
        return open(driver, "opening it for reading");
    }

    /** The same, and a database without anything in it where there is no file yet. */
    Connection readerOfWhatIsThere() {
        if (!isYetToCome()) {
            return reader();
        }
        natives.load();
        try {
            SQLiteDataSource source = new SQLiteDataSource(driver());
            source.setUrl("jdbc:sqlite::memory:");
            return source.getConnection();
        } catch (SQLException e) {
            throw SqliteErrors.explain(path(), "looking for it", e);
        }
    }

    /** Opens the file for writing and creates it where that is allowed. */
    Connection writer() {
        if (config.readOnly()) {
            throw new StoreException(
                    SqliteErrorCode.READ_ONLY,
                    "SQLite file " + path() + " is configured as read-only. Write to another store, or set readOnly to "
                            + "false in this store's configuration.");
        }
        SQLiteConfig driver = driver();
        if (isYetToCome()) {
            requireFolder();
        } else {
            requireFile();
            driver.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        driver.setJournalMode(SQLiteConfig.JournalMode.WAL);
        driver.setSynchronous(
                config.syncEachCommit() ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.NORMAL);
        driver.setPragma(Pragma.CACHE_SIZE, WRITER_CACHE_KIB);
        return open(driver, "opening it for writing");
    }

    /** Opens the file to rewrite all of it, for which SQLite attaches a database of its own making. */
    Connection rewriter() {
        if (config.readOnly()) {
            throw new StoreException(
                    SqliteErrorCode.READ_ONLY,
                    "SQLite file " + path()
                            + " is configured as read-only, so what was deleted before cannot be cleared"
                            + " from it. Set readOnly to false in this store's configuration.");
        }
        requireFile();
        SQLiteConfig driver = driver();
        driver.setPragma(Pragma.LIMIT_ATTACHED, "1");
        return open(driver, "opening it for rewriting");
    }

    /** Fails in words when there is no file that could be a database. */
    void requireFile() {
        Path path = path();
        if (Files.isDirectory(path)) {
            throw new StoreException(
                    SqliteErrorCode.NOT_A_FILE,
                    "SQLite file " + path + " is a folder. Name the database file inside it.");
        }
        if (!Files.exists(path)) {
            throw new StoreException(
                    SqliteErrorCode.MISSING,
                    "SQLite file " + path + " does not exist. Check the path"
                            + (isYetToCome() ? "; a store that is written to creates it by itself." : "."));
        }
        if (!Files.isReadable(path)) {
            throw new StoreException(
                    SqliteErrorCode.NOT_READABLE,
                    "SQLite file " + path + " may not be read by the server's user. Check its rights.");
        }
    }

    /** Fails in words when the first write could not create the file. */
    void requireFolder() {
        Path folder = path().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new StoreException(
                    SqliteErrorCode.MISSING,
                    "SQLite file " + path() + " does not exist and cannot be created, for its folder is not there or "
                            + "may not be written to. Check the path, or make the folder.");
        }
    }

    private SQLiteConfig driver() {
        SQLiteConfig driver = new SQLiteConfig();
        driver.setBusyTimeout(Math.toIntExact(config.busyTimeout().toMillis()));
        driver.enableLoadExtension(false);
        // Without this a question could read any other file of the server by ATTACH, or write one by VACUUM INTO.
        driver.setPragma(Pragma.LIMIT_ATTACHED, "0");
        return driver;
    }

    private Connection open(SQLiteConfig driver, String doing) {
        natives.load();
        try {
            SQLiteDataSource source = new SQLiteDataSource(driver);
            // A URI, with everything but plain characters escaped: no file name can pass parameters to the driver.
            source.setUrl("jdbc:sqlite:file:" + path().toUri().getRawPath());
            return probed(source.getConnection());
        } catch (SQLException e) {
            throw SqliteErrors.explain(path(), doing, e);
        }
    }

    /** SQLite looks at a file only when first asked for something; a file that is no database should fail here. */
    private static Connection probed(Connection connection) throws SQLException {
        try {
            Statements.execute(connection, Sql.of("SELECT count(*) FROM sqlite_schema"));
            return connection;
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                throw e;
            }
        }
    }
}
