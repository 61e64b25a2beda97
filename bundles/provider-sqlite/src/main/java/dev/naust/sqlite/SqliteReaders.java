package dev.naust.sqlite;

import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a store that read. A few of them wait for whoever reads next, and with them what their tables declare, so
 * that reading one record neither opens the file nor asks the whole catalogue. Both are forgotten as soon as the file is another
 * one or was written over. Safe for use by several threads.
 */
final class SqliteReaders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteReaders.class);
    private static final int MOST_WAITING = 4;

    private final SqliteFile file;
    private Content content;

    SqliteReaders(SqliteFile file) {
        this.file = file;
        this.content = new Content(new Stamp(null, FileTime.fromMillis(0), 0));
    }

    /** Which file it is, and how it was left: a copy that is written over it changes one of these. */
    private record Stamp(@Nullable Object key, FileTime modified, long bytes) {}

    private record Reader(Connection connection, TextEncoding encoding) {}

    /** Begins a read transaction, which ends with the session. */
    SqliteSession begin() {
        Content now = now();
        Reader waiting = now.take();
        Reader reader = waiting == null ? open() : waiting;
        try {
            Statements.execute(reader.connection(), Sql.of("BEGIN"));
            return new SqliteSession(
                    reader.connection(), true, reader.encoding(), now.known, () -> now.giveBack(reader));
        } catch (SQLException e) {
            end(reader.connection());
            throw SqliteErrors.explain(file.path(), "starting to read", e);
        }
    }

    private synchronized Content now() {
        Stamp stamp;
        try {
            file.requireFile();
            stamp = stamp();
        } catch (StoreException e) {
            content.end();
            throw e;
        }
        if (!content.stamp.equals(stamp)) {
            content.end();
            content = new Content(stamp);
        }
        return content;
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
            return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
        } catch (IOException e) {
            throw new StoreException(
                    SqliteErrorCode.NOT_READABLE,
                    "SQLite file " + file.path() + " may not be looked at by the server's user. Check its rights.",
                    e);
        }
    }

    private Reader open() {
        Connection connection = file.reader();
        try {
            return new Reader(connection, TextEncoding.of(connection));
        } catch (SQLException e) {
            end(connection);
            throw SqliteErrors.explain(file.path(), "starting to read", e);
        }
    }

    private static void end(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("A connection that read did not close cleanly", e);
        }
    }

    /** Closes those that wait; those in use are closed when they are given back. */
    @Override
    public synchronized void close() {
        content.end();
    }

    /** What belongs to one state of the file. */
    private static final class Content {
        private final Stamp stamp;
        private final Deque<Reader> waiting = new ArrayDeque<>();
        private final KnownTables known = new KnownTables();
        private boolean over;

        Content(Stamp stamp) {
            this.stamp = stamp;
        }

        synchronized @Nullable Reader take() {
            return waiting.poll();
        }

        void giveBack(Reader reader) throws SQLException {
            if (reader.connection().isClosed()) {
                return;
            }
            Statements.execute(reader.connection(), Sql.of("ROLLBACK"));
            if (!keeps(reader)) {
                reader.connection().close();
            }
        }

        private synchronized boolean keeps(Reader reader) {
            boolean room = !over && waiting.size() < MOST_WAITING;
            if (room) {
                waiting.push(reader);
            }
            return room;
        }

        synchronized void end() {
            over = true;
            waiting.forEach(reader -> SqliteReaders.end(reader.connection()));
            waiting.clear();
        }
    }
}
