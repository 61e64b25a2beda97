package dev.naust.postgres.copy;

import dev.naust.api.model.Content;
import dev.naust.jdbc.Sql;
import dev.naust.postgres.connection.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.copy.CopyIn;

/** One {@code COPY … FROM STDIN (FORMAT BINARY)} while it runs. Collects rows and sends them in large pieces. */
final class CopyStream {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int FULL = 256 * 1024;
    private static final int CHUNK = 64 * 1024;
    private static final int HEAD = 8;

    private final CopyIn copy;
    private final CopyBuffer buffer;
    private long sent;

    private CopyStream(CopyIn copy, CopyBuffer buffer) {
        this.copy = copy;
        this.buffer = buffer;
    }

    /** A buffer for the rows of any number of streams, one after the other. */
    static CopyBuffer newBuffer() {
        return new CopyBuffer(FULL + CHUNK);
    }

    /** Starts a copy in the session's transaction. */
    static CopyStream begin(Session session, Sql sql, CopyBuffer buffer) throws SQLException {
        buffer.cutOff(0);
        buffer.putRaw(SIGNATURE);
        buffer.putLong(0);
        return new CopyStream(session.copyIn(sql), buffer);
    }

    /** Where rows go before {@link #rowDone} is called for each. */
    CopyBuffer buffer() {
        return buffer;
    }

    /** Sends what is due after a row has been appended. */
    void rowDone(List<Streamed> parts) throws SQLException {
        if (!parts.isEmpty()) {
            sendInParts(parts);
        } else if (buffer.length() >= FULL) {
            sendBuffer(0, buffer.length());
            buffer.cutOff(0);
        }
    }

    private void sendInParts(List<Streamed> parts) throws SQLException {
        int from = 0;
        for (Streamed part : parts) {
            sendBuffer(from, part.at());
            sendContent(part.content());
            from = part.at();
        }
        sendBuffer(from, buffer.length());
        buffer.cutOff(0);
    }

    private void sendContent(Content content) throws SQLException {
        byte[] chunk = new byte[CHUNK];
        long left = content.length();
        try (InputStream in = content.open()) {
            for (int n = in.read(chunk); n >= 0 && left >= 0; n = in.read(chunk)) {
                left -= n;
                if (left >= 0) {
                    copy.writeToCopy(chunk, 0, n);
                    sent += n;
                }
            }
        } catch (IOException e) {
            throw RowEncoder.unreadable(e);
        }
        if (left != 0) {
            throw RowEncoder.unreadable(
                    new IOException("it has not the " + content.length() + " bytes that it announced"));
        }
    }

    private void sendBuffer(int from, int to) throws SQLException {
        if (to > from) {
            copy.writeToCopy(buffer.bytes(), from, to - from);
            sent += to - from;
        }
    }

    /** The bytes that have been sent or wait in the buffer, without the frame of the copy. */
    long bytes() {
        return Math.max(0, sent + buffer.length() - SIGNATURE.length - HEAD);
    }

    /** Sends the rest and waits until the server has taken all. */
    void end() throws SQLException {
        buffer.putShort(-1);
        sendBuffer(0, buffer.length());
        buffer.cutOff(0);
        copy.endCopy();
    }

    /** Gives the copy up; the transaction is then broken and must be rolled back. */
    void cancel() throws SQLException {
        buffer.cutOff(0);
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
