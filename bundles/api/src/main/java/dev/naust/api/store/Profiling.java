package dev.naust.api.store;

import dev.naust.api.model.DatasetId;
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
}
