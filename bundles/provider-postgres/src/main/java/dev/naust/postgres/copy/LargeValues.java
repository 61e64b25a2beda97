package dev.naust.postgres.copy;

import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import dev.naust.postgres.type.Base;
import dev.naust.postgres.type.Column;
import dev.naust.postgres.type.PostgresDialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/**
 * Fetches values that are too large for a row, in slices, over another session that sees the same snapshot as the reader's.
 * Safe for use by several threads; its streams are not.
 */
final class LargeValues implements AutoCloseable {
    private static final int SLICE = 1 << 20;

    private final Sessions sessions;
    private final String snapshot;
    private final Sql from;
    private final Set<SliceStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Values of a table.
     *
     * @param snapshot the exported snapshot of the reader's transaction, which outlives this
     * @param from the table as SQL
     */
    LargeValues(Sessions sessions, String snapshot, Sql from) {
        this.sessions = sessions;
        this.snapshot = snapshot;
        this.from = from;
    }

    /** A value of {@code length} bytes in a row at an address. */
    Content value(Column column, int length, long tableOid, String address) {
        return new LargeValue(column, length, tableOid, address);
    }

    /** Ends all streams. */
    @Override
    public void close() {
        closed = true;
        open.forEach(SliceStream::close);
    }

    private final class LargeValue implements Content {
        private final Column column;
        private final int length;
        private final long tableOid;
        private final String address;

        LargeValue(Column column, int length, long tableOid, String address) {
            this.column = column;
            this.length = length;
            this.tableOid = tableOid;
            this.address = address;
        }

        @Override
        public Kind kind() {
            return column.type().base() == Base.BYTEA ? Kind.BYTES : Kind.TEXT;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public InputStream open() throws IOException {
            if (closed) {
                throw new IOException("the reader of this value has been closed");
            }
            SliceStream stream = new SliceStream(sql());
            open.add(stream);
            return stream;
        }

        /** The inner query makes the value whole once, on the server; the outer one cuts it. */
        private Sql sql() {
            Sql name = PostgresDialect.INSTANCE.escapeIdentifier(column.name());
            Sql whole =
                    kind() == Kind.BYTES ? Sql.of(name + " || ''::bytea") : Sql.of("convert_to(" + name + ", 'UTF8')");
            Sql row = PostgresDialect.INSTANCE.literal(address);
            int slices = (length + SLICE - 1) / SLICE;
            return Sql.of(
                    "COPY (SELECT s.i, substring(v.b FROM s.i * " + SLICE + " + 1 FOR " + SLICE + ") FROM (SELECT "
                            + whole
                            + " AS b FROM " + from + " WHERE tableoid = " + tableOid + " AND ctid = " + row
                            + "::tid OFFSET 0) v, generate_series(0, " + (slices - 1)
                            + ") AS s(i)) TO STDOUT (FORMAT BINARY)");
        }
    }

    /** One value being fetched. */
    private final class SliceStream extends InputStream {
        private static final int HEAD = 19;

        private final Session session;
        private final @Nullable CopyOut copy;
        private byte[] slice = {};
        private int at;
        private int end;
        private int next;
        private boolean begun;
        private boolean over;

        SliceStream(Sql sql) throws IOException {
            this.session = sessions.open();
            try {
                this.copy = session.run("Reading a large value", () -> {
                    session.execute(Sql.of("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"));
                    session.execute(Sql.of("SET TRANSACTION SNAPSHOT " + PostgresDialect.INSTANCE.literal(snapshot)));
                    return session.copyOut(sql);
                });
            } catch (StoreException e) {
                session.close();
                throw new IOException(e.getMessage(), e);
            } catch (InterruptedException e) {
                session.close();
                throw interrupted(e);
            }
        }

        @Override
        public int read() throws IOException {
            return fill() ? slice[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            } else if (!fill()) {
                return -1;
            }
            int count = Math.min(length, end - at);
            System.arraycopy(slice, at, target, offset, count);
            at += count;
            return count;
        }

        /** Whether there is another byte. */
        private boolean fill() throws IOException {
            while (at == end && !over) {
                try {
                    byte[] message = session.run("Reading a large value", () -> copy.readFromCopy());
                    if (message == null) {
                        over = true;
                    } else {
                        take(message);
                    }
                } catch (StoreException e) {
                    throw new IOException(e.getMessage(), e);
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
            }
            return at < end;
        }

        private void take(byte[] message) throws IOException {
            int from = begun ? 0 : HEAD;
            begun = true;
            if (Wire.int16(message, from) < 0) {
                return;
            }
            if (Wire.int32(message, from + 6) != next) {
                throw new IOException("the server sent the slices of a large value out of order");
            }
            next++;
            slice = message;
            at = from + 14;
            end = at + Wire.int32(message, from + 10);
        }

        @Override
        public void close() {
            open.remove(this);
            Copies.leave(session, copy);
            session.close();
        }
    }

    private static InterruptedIOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException failure = new InterruptedIOException("interrupted while reading a large value");
        failure.initCause(cause);
        return failure;
    }
}
