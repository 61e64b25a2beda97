package dev.naust.api.store;

import java.time.Duration;
import java.util.Set;
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
     * @param former what the same database was called before, where a copy that takes its place gets another name
     */
    record Standing(String database, boolean isWritable, long generation, Set<String> former) {
        public Standing {
            former = Set.copyOf(former);
        }

        /** Of a technology in which a database keeps its name. */
        public Standing(String database, boolean isWritable, long generation) {
            this(database, isWritable, generation, Set.of());
        }
    }
}
