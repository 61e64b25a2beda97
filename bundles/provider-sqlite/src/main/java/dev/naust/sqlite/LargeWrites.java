package dev.naust.sqlite;

import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Writes streamed values without holding one in memory: the driver takes only whole arrays, so that slices go into a temporary
 * table and SQLite joins them. For one thread at a time, inside a transaction.
 */
final class LargeWrites {
    private static final int SLICE = 1 << 20;
    private static final Sql TABLE = Sql.of("temp.naust_slices");

    private final Connection connection;

    LargeWrites(Connection connection) throws SQLException {
        this.connection = connection;
        Statements.execute(
                connection,
                Sql.of("CREATE TEMP TABLE IF NOT EXISTS naust_slices"
                        + " (number INTEGER PRIMARY KEY, field INTEGER, part BLOB)"));
        Statements.execute(connection, Sql.of("DELETE FROM " + TABLE));
    }

    /** The expression for the value that was staged for a field, in place of a parameter. */
    static Sql mark(int field, Kind kind) {
        Sql type = kind == Kind.TEXT ? Sql.of("TEXT") : Sql.of("BLOB");
        return Sql.of("(SELECT CAST(group_concat(part, '' ORDER BY number) AS " + type + ") FROM " + TABLE
                + " WHERE field = " + field + ")");
    }

    /**
     * Takes in a field's value.
     *
     * @throws IOException when the value's own store cannot be read
     */
    void stage(int field, Content content) throws SQLException, IOException {
        try (InputStream in = content.open();
                PreparedStatement insert = Statements.prepare(
                        connection, Sql.of("INSERT INTO " + TABLE + " (field, part) VALUES (?, ?)"))) {
            byte[] buffer = new byte[SLICE];
            for (int n = in.readNBytes(buffer, 0, SLICE); n > 0; n = in.readNBytes(buffer, 0, SLICE)) {
                insert.setInt(1, field);
                insert.setBytes(2, n == SLICE ? buffer : Arrays.copyOf(buffer, n));
                insert.executeUpdate();
            }
        }
    }

    /** Frees what was staged. */
    void clear() throws SQLException {
        Statements.execute(connection, Sql.of("DELETE FROM " + TABLE));
    }
}
