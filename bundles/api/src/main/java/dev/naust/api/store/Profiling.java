package dev.naust.api.store;

import dev.naust.api.model.DatasetId;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Finding out what a collection really holds, where its declarations do not bind its values (SQLite, CSV, documents). */
@ConsumerType
public interface Profiling {

    /**
     * Looks at every record of a collection.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    Profile profile(DatasetId dataset) throws InterruptedException;

    /**
     * What {@link #profile} would say if all records are as the few that were looked at: that the collection is as it is declared.
     * Whoever goes by it reads the records with {@link ReadRequest#expected}, and begins anew with {@link #profile} when one of
     * them is otherwise. A large collection is so gone through once and not twice.
     *
     * @return empty where the collection is not worth it, is not as declared, or its reader cannot hold its records to it
     * @throws InterruptedException when the thread is interrupted
     */
    default Optional<Profile> expect(DatasetId dataset) throws InterruptedException {
        return Optional.empty();
    }
}
