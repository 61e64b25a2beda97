package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where the server keeps its own state (runs, users, schedules, the audit log), whichever store that is at the moment. Safe
 * for use by several threads.
 */
@ProviderType
public interface ServerState {

    /**
     * Uses the backend. While the store is being opened again, as when its provider is replaced, this waits for some seconds.
     *
     * @throws StoreException with {@code control.unavailable} when the store does not come back in time
     * @throws InterruptedException when the thread is interrupted
     */
    <T> T use(StorageBackend.Work<T> work) throws InterruptedException;

    /** Whether other servers may use the same state at the same time. */
    default boolean isShared() {
        return false;
    }

    /**
     * Clears what removed and changed records leave in the files of the state, as {@link dev.naust.api.store.Scrubbing} does.
     *
     * @return what may still hold remains and until when, each in one sentence; empty when nothing does
     * @throws StoreException with {@code control.unavailable} when the store does not come back in time
     */
    List<String> scrub() throws InterruptedException;

    /**
     * Uses the backend for a caller that knows no {@link InterruptedException}.
     *
     * @throws StoreException with {@code control.unavailable} when the store does not come back in time, or when the thread
     *     is interrupted; it stays interrupted then
     */
    default <T> T ask(StorageBackend.Work<T> work) {
        try {
            return use(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE, "The call was interrupted before the server's state answered", e);
        }
    }
}
