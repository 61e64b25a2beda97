package dev.naust.sqlite;

import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** A large value, read in slices when somebody asks for them; the driver has no streams of its own. */
final class SqliteContent implements Content {
    private static final int SMALL_SLICE = 1 << 20;
    private static final int LARGE_SLICE = 16 << 20;
    /** SQLite loads the value for each slice of it: more slices cost more time, larger ones more memory. */
    private static final int SLICES = 16;

    private final SqliteSession session;
    private final Sql sql;
    private final List<Value> rowKey;
    private final Kind kind;
    private final long length;

    /**
     * A value of a row.
     *
     * @param sql gives a slice; its parameters are the first byte counted from one, the number of bytes, and the row's key
     */
    SqliteContent(SqliteSession session, Sql sql, List<Value> rowKey, Kind kind, long length) {
        this.session = session;
        this.sql = sql;
        this.rowKey = List.copyOf(rowKey);
        this.kind = kind;
        this.length = length;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new Slices();
    }

    private byte[] slice(long from) throws IOException {
        long wanted = Math.min(LARGE_SLICE, Math.max(SMALL_SLICE, length / SLICES));
        try (PreparedStatement query = Statements.prepare(session.connection(), sql)) {
            query.setLong(1, from + 1);
            query.setLong(2, wanted);
            Parameters.set(query, 3, rowKey);
            try (ResultSet rows = query.executeQuery()) {
                byte[] slice = rows.getBytes(1);
                if (slice == null || slice.length == 0) {
                    throw new IOException("The value ended after " + from + " of " + length + " bytes");
                }
                return slice;
            }
        } catch (SQLException e) {
            throw new IOException("A large value could not be read: " + SqliteErrors.said(e), e);
        }
    }

    private final class Slices extends InputStream {
        private byte[] slice = new byte[0];
        private int at;
        private long given;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int wanted) throws IOException {
            Objects.checkFromIndexSize(offset, wanted, target.length);
            if (wanted == 0) {
                return 0;
            }
            if (at == slice.length) {
                if (given == length) {
                    return -1;
                }
                slice = new byte[0];
                slice = slice(given);
                at = 0;
            }
            int count = Math.min(wanted, slice.length - at);
            System.arraycopy(slice, at, target, offset, count);
            at += count;
            given += count;
            return count;
        }

        @Override
        public void close() {
            slice = new byte[0];
            at = 0;
            given = length;
        }
    }
}
