package dev.naust.health.failover;

import dev.naust.api.store.Identity.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of the database behind a store from when it answered.
 *
 * @param database which one it is; empty while nobody could ask
 * @param former what it was called before, where names change when a copy takes its place; the last ones first
 * @param generation the highest that was seen
 * @param movedAt when the store last went to another endpoint
 */
public record Known(Optional<String> database, List<String> former, long generation, Optional<Instant> movedAt) {
    /** Nothing is known. */
    public static final Known NOTHING = new Known(Optional.empty(), List.of(), 0, Optional.empty());

    private static final int REMEMBERED = 16;

    public Known {
        former = List.copyOf(former);
    }

    /** Whether a server has the database that is known, or took its place. */
    boolean isSame(Standing standing) {
        return database.filter(name ->
                        name.equals(standing.database()) || standing.former().contains(name))
                .isPresent();
    }

    /** Whether a server has what the database was before another server took its place. */
    boolean isOvertaken(Standing standing) {
        return !isSame(standing)
                && Stream.concat(Stream.of(standing.database()), standing.former().stream())
                        .anyMatch(former::contains);
    }

    /** The same with what a server says of itself that is being written. */
    public Known with(Standing standing) {
        if (!standing.isWritable()) {
            return this;
        }
        return isSame(standing)
                ? new Known(
                        Optional.of(standing.database()),
                        names(standing, database.stream().toList(), former),
                        Math.max(generation, standing.generation()),
                        movedAt)
                : decided(standing);
    }

    /** The same when this server is the one that counts, whatever was known. */
    Known decided(Standing standing) {
        return new Known(
                Optional.of(standing.database()),
                names(standing, List.of(), List.of()),
                standing.generation(),
                movedAt);
    }

    private static List<String> names(Standing now, Collection<String> last, Collection<String> before) {
        return Stream.of(now.former(), last, before)
                .flatMap(Collection::stream)
                .filter(name -> !name.equals(now.database()))
                .distinct()
                .limit(REMEMBERED)
                .toList();
    }

    Known moved(Instant at) {
        return new Known(database, former, generation, Optional.of(at));
    }
}
