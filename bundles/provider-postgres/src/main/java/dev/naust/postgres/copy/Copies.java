package dev.naust.postgres.copy;

import dev.naust.postgres.connection.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends copies that nobody wants to the end. */
final class Copies {
    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);
    private static final int WORTH_READING = 256 * 1024;

    private Copies() {}

    /** Reads a small rest, so that the connection can be used again; a long one is left to the server to give up. */
    static void leave(Session session, @Nullable CopyOut copy) {
        try {
            int seen = 0;
            while (copy != null && copy.isActive()) {
                byte[] message = seen > WORTH_READING ? null : copy.readFromCopy();
                if (message == null && copy.isActive()) {
                    session.abandon();
                    return;
                }
                seen += message == null ? 0 : message.length;
            }
        } catch (SQLException e) {
            // The connection is broken, or the store has been closed.
            LOG.debug("A copy ended with an error when nobody wanted it any more", e);
            session.abandon();
        }
    }
}
