package dev.naust.api.store;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells which database is behind a store and whether it takes changes, so that one server can be told from a copy of it and
 * from a stranger. Safe for use by several threads.
 */
@ConsumerType
public interface Identity {

    /**
     * Asks the server, anew each time.
     *
     * @param timeout how long it may take
     * @throws StoreException when it does not answer in time, or may not be asked
     */
    Standing standing(Duration timeout);

    /**
     * What a server says of itself.
     *
     * @param database the same for a database and the copies that it replicates to, and for nothing else; holds no secret
     * @param isWritable whether it takes changes: neither a standby nor set to be read only
     * @param generation grows when a copy takes the place of the one that was written before; 0 where the technology does
     *     not count
     */
    record Standing(String database, boolean isWritable, long generation) {}
}
