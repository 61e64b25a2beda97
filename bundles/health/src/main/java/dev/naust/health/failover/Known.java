package dev.naust.health.failover;

import dev.naust.api.store.Identity.Standing;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the database behind a store from when it answered.
 *
 * @param database which one it is; empty while nobody could ask
 * @param generation the highest that was seen
 * @param movedAt when the store last went to another endpoint
 */
public record Known(Optional<String> database, long generation, Optional<Instant> movedAt) {
    /** Nothing is known. */
    public static final Known NOTHING = new Known(Optional.empty(), 0, Optional.empty());

    /** The same with what a server says of itself that is being written. */
    public Known with(Standing standing) {
        if (!standing.isWritable()) {
            return this;
        }
        boolean isSame = database.filter(standing.database()::equals).isPresent();
        long highest = isSame ? Math.max(generation, standing.generation()) : standing.generation();
        return new Known(Optional.of(standing.database()), highest, movedAt);
    }

    /** The same when an operator has said that this server is the one that counts. */
    Known decided(Standing standing) {
        return new Known(Optional.of(standing.database()), standing.generation(), movedAt);
    }

    Known moved(Instant at) {
        return new Known(database, generation, Optional.of(at));
    }
}
