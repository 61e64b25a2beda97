package dev.naust.health.failover;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Identity;
import dev.naust.api.store.Identity.Standing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Judges whether an endpoint may be written in the place of another: the same database, taking changes, and not behind. */
final class Examination implements Consumer<Store> {
    private final String endpoint;
    private final Known known;
    private final Duration timeout;
    private final boolean isForced;
    private final AtomicReference<Optional<Standing>> found = new AtomicReference<>(Optional.empty());

    /** @param isForced whether what cannot be known is taken on the operator's word */
    Examination(String endpoint, Known known, Duration timeout, boolean isForced) {
        this.endpoint = endpoint;
        this.known = known;
        this.timeout = timeout;
        this.isForced = isForced;
    }

    @Override
    public void accept(Store store) {
        Optional<Identity> identity = store.identity();
        if (identity.isEmpty()) {
            if (!isForced) {
                throw refused(
                        "it cannot say which database it is. Move the store there with force, if you know that it is the"
                                + " same");
            }
            return;
        }
        Standing standing = identity.get().standing(timeout);
        if (known.database().isEmpty() && !isForced) {
            throw refused("nobody knows which database the store had, because it has not answered yet. Move the store"
                    + " there with force, if you know that it is the same");
        }
        boolean isOvertaken = known.isOvertaken(standing);
        if (known.database().isPresent() && !known.isSame(standing) && !isOvertaken) {
            throw refused("it is another database. Correct the failover list");
        }
        if (!standing.isWritable()) {
            throw refused("it takes no changes, as a standby does. Promote it, and make sure that the one before is"
                    + " stopped");
        }
        if ((isOvertaken || standing.generation() < known.generation()) && !isForced) {
            throw refused("it is behind: another server took its place and was written since. Make it a standby of that"
                    + " one");
        }
        found.set(Optional.of(standing));
    }

    /** What the endpoint said of itself. */
    Optional<Standing> found() {
        return found.get();
    }

    private StoreException refused(String why) {
        return new StoreException(
                ServiceError.ENDPOINT_REFUSED, "Endpoint " + endpoint + " cannot be used: " + why + ".");
    }
}
