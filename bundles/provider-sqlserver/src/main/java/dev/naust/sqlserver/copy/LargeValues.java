package dev.naust.sqlserver.copy;

import dev.naust.api.model.Content;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.SqlPart;
import dev.naust.jdbc.Statements;
import dev.naust.sqlserver.connection.Session;
import dev.naust.sqlserver.connection.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fetches large values by their records' keys, each over a connection of its own, since the reader's is busy sending rows. A value
 * that has changed since its row was read is a failure, never another value.
 */
final class LargeValues implements AutoCloseable {
    private final Sessions sessions;
    private final Selection selection;
    private final Set<ValueStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    LargeValues(Sessions sessions, Selection selection) {
        this.sessions = sessions;
        this.selection = selection;
    }

    /** A value that was left out of its row. */
    Content value(int column, long length, List<Value> key) {
        return new LargeValue(column, length, key);
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(ValueStream::close);
    }

    private final class LargeValue implements Content {
        private final int column;
        private final long length;
        private final List<Value> key;

        LargeValue(int column, long length, List<Value> key) {
            this.column = column;
            this.length = length;
            this.key = key;
        }

        @Override
        public Kind kind() {
            return selection.columns().get(column).field().type().kind();
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
            ValueStream stream = new ValueStream(selection.large(column, key), length);
            open.add(stream);
            return stream;
        }
    }

    /** One value being fetched. */
    private final class ValueStream extends InputStream {
        private final Session session;
        private final InputStream bytes;
        private long left;

        ValueStream(SqlPart question, long length) throws IOException {
            this.session = sessions.open();
            this.left = length;
            try {
                this.bytes = session.run("Reading a large value", () -> {
                    PreparedStatement statement =
                            session.watched(Statements.prepare(session.connection(), question.sql()));
                    Parameters.bind(statement, question.values());
                    ResultSet row = statement.executeQuery();
                    InputStream stream = row.next() ? row.getBinaryStream(1) : null;
                    return stream == null ? InputStream.nullInputStream() : stream;
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
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count = fetch(target, offset, length);
            left -= Math.max(0, count);
            if (left < 0 || count < 0 && left > 0) {
                throw new IOException("the value has changed since its record was read; read the record again");
            }
            return count;
        }

        private int fetch(byte[] target, int offset, int length) throws IOException {
            try {
                return session.run("Reading a large value", () -> {
                    try {
                        return bytes.read(target, offset, length);
                    } catch (IOException e) {
                        throw new java.sql.SQLException("The connection broke: " + e.getMessage(), "08S01", e);
                    }
                });
            } catch (StoreException e) {
                throw new IOException(e.getMessage(), e);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        @Override
        public void close() {
            open.remove(this);
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
