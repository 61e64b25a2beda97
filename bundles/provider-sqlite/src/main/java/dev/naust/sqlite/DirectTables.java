package dev.naust.sqlite;

import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlite.file.OpenFiles;
import dev.naust.sqlite.file.PageFile;
import dev.naust.sqlite.file.TableScan;
import dev.naust.sqlite.file.UnusualFileException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens tables for reading them from the file's pages: two calls of native code for each cell cost more than everything else
 * that happens to it. Only ordinary tables of ordinary files are read so; the rest is SQLite's. Safe for use by several
 * threads.
 */
final class DirectTables {
    private static final Logger LOG = LoggerFactory.getLogger(DirectTables.class);

    /** Longer records are left to SQLite, so that memory stays bounded. */
    private static final int LONGEST = 1 << 20;

    private final Path path;
    private final OpenFiles files;
    private final long smallest;
    private volatile boolean trusted = true;

    /**
     * For one file.
     *
     * @param smallest the bytes below which a file is not worth the questions
     */
    DirectTables(Path path, OpenFiles files, long smallest) {
        this.path = path;
        this.files = files;
        this.smallest = smallest;
    }

    /**
     * A stored column.
     *
     * @param hasDefault whether records from before it was added hold something else than null
     * @param isRowid whether it is another name of the rowid
     * @param isReal whether whole numbers in it are fractions
     */
    record Column(String name, boolean hasDefault, boolean isRowid, boolean isReal) {}

    /** One of several equal parts of a table's rows, counted from zero. */
    record Part(int number, int of) {
        static final Part ALL = new Part(0, 1);
    }

    /**
     * The rows of a table, or empty where it takes SQLite to read them.
     *
     * @param session a read transaction of its own, which lasts until the rows are closed
     * @param asked the fields to read, all of them the table's
     * @param part of the rows, where others read the rest
     */
    Optional<DirectRows> open(
            SqliteSession session, Listing.Entry entry, Schema declared, List<Field> asked, int longest, Part part)
            throws SQLException {
        boolean ordinary = trusted
                && session.isOwned()
                && session.isUtf8()
                && entry.shape() == Shape.TABLE
                && !entry.virtual()
                && !entry.withoutRowid()
                && FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
                && path.toFile().length() >= smallest;
        if (!ordinary) {
            return Optional.empty();
        }
        List<Column> columns = columns(session.connection(), entry, declared);
        List<Column> wanted = new ArrayList<>();
        for (Field field : asked) {
            columns.stream()
                    .filter(column -> column.name().equals(field.name()))
                    .findFirst()
                    .ifPresent(wanted::add);
        }
        return columns.isEmpty() || wanted.size() != asked.size()
                ? Optional.empty()
                : open(session, entry, columns, wanted, Math.min(longest, LONGEST), part);
    }

    private Optional<DirectRows> open(
            SqliteSession session,
            Listing.Entry entry,
            List<Column> columns,
            List<Column> wanted,
            int longest,
            Part part)
            throws SQLException {
        OpenFiles.Handle handle;
        try {
            handle = files.lend(path);
        } catch (IOException e) {
            LOG.debug("{} is read through SQLite alone", path, e);
            return Optional.empty();
        }
        try {
            PageFile pages = PageFile.of(handle.file());
            boolean same = pages.pages() == number(session.connection(), Sql.of("PRAGMA page_count"))
                    && pages.pageSize() == number(session.connection(), Sql.of("PRAGMA page_size"))
                    && pages.schemaCookie() == number(session.connection(), Sql.of("PRAGMA schema_version"));
            if (same) {
                TableScan scan = new TableScan(pages, entry.root(), columns.size(), longest);
                scan.keepTo(part.number(), part.of());
                return Optional.of(new DirectRows(this, handle, scan, columns, wanted));
            }
        } catch (UnusualFileException e) {
            LOG.debug("Table {} of {} is read through SQLite: {}", entry.name(), path, e.getMessage());
        } catch (SQLException e) {
            giveBack(handle);
            throw e;
        }
        giveBack(handle);
        return Optional.empty();
    }

    /** The table's columns as they are stored; none where some of them are computed. */
    private static List<Column> columns(Connection connection, Listing.Entry entry, Schema declared)
            throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(
                connection,
                Sql.of("SELECT name, type, dflt_value IS NOT NULL, hidden FROM pragma_table_xinfo(?) ORDER BY cid"))) {
            query.setString(1, entry.name());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(4) != 0) {
                        return List.of();
                    }
                    String name = rows.getString(1);
                    boolean rowid = declared.fields().stream()
                            .anyMatch(field ->
                                    field.name().equals(name) && field.generation() == Field.Generation.IDENTITY);
                    String type = Optional.ofNullable(rows.getString(2)).orElse("");
                    columns.add(new Column(name, rows.getBoolean(3), rowid, Affinity.of(type) == Affinity.REAL));
                }
            }
        }
        return columns;
    }

    private static long number(Connection connection, Sql question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = Statements.query(statement, question)) {
            return row.getLong(1);
        }
    }

    /** Reads nothing from the pages any more: something was not as SQLite says. */
    void distrust(String why) {
        trusted = false;
        LOG.warn("The pages of {} do not say what SQLite says ({}): it is read through SQLite from now on", path, why);
    }

    void giveBack(OpenFiles.Handle handle) {
        files.giveBack(path, handle);
    }
}
