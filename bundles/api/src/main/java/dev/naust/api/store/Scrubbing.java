package dev.naust.api.store;

import dev.naust.api.model.DatasetId;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Clearing away what deleted records leave behind in a store's own files: freed pages, logs, old versions. */
@ConsumerType
public interface Scrubbing {

    /**
     * Rewrites what the store keeps of some collections, so that nothing is left in its files of records that were deleted
     * or changed before. May take as long as copying the collections, and keeps others from writing meanwhile.
     *
     * @return what may still hold remains and until when, each in one sentence; empty when nothing does
     * @throws StoreException when it could not be done; nothing is lost then, and it may be tried again
     * @throws InterruptedException when the thread is interrupted
     */
    List<String> scrub(List<DatasetId> collections) throws InterruptedException;
}
