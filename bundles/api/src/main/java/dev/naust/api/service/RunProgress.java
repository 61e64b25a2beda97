package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.store.StoreException;
import org.osgi.annotation.versioning.ProviderType;

/** What a run tells of itself while it works. Safe for use by several threads; cheap enough to call for every batch. */
@ProviderType
public interface RunProgress {

    /** The run's id. */
    String id();

    /** A new stage has begun. */
    void stage(String name);

    /** It is paused from now on, or goes on. Kept over a restart of the server, until the run ends. */
    default void paused(boolean now) {
        // Whoever keeps no runs has none to keep paused.
    }

    /** Whether somebody asked the run to stop; an interruption without that comes from the server, which goes on later. */
    default boolean isCancelled() {
        return false;
    }

    /**
     * From now on the run undoes what it did, and ends as rolled back. Kept over a restart of the server: its {@link
     * RunResumer} is told so.
     */
    default void rollingBack() {
        // Whoever keeps no runs has none to take up again.
    }

    /**
     * It is asked for something else from now on, such as another pace; this is what a server that starts again goes on with.
     *
     * @param now as {@link Run#parameters()}, without secrets
     */
    default void parameters(Document now) {
        // Whoever keeps no runs goes on with none.
    }

    /**
     * Waits until all that was told until now is on record, so that it holds also when the server dies the moment after somebody
     * was told that it does.
     *
     * @throws StoreException with {@code control.unavailable} when the record cannot be written in time; it is tried further
     */
    default void record() throws InterruptedException {
        // Whoever keeps no record has none to write.
    }

    /** How many records there will be, as far as known; negative when not known. */
    void total(long records);

    /** So many more records are done; fewer than zero where they were undone. */
    void advance(long records);

    /** How a part of it stands now, in the place of what was told of the part with this name before. */
    default void part(Run.Part part) {
        // Whoever shows no parts needs none.
    }

    /**
     * Makes sure that the run is still this server's: where several servers share one state, another takes a run over from one
     * that was silent for too long. Asked before anything that would hurt whoever has it by then, such as putting a target back.
     *
     * @throws StoreException with {@code run.lost}; the caller leaves everything as it is
     */
    default void confirm() throws InterruptedException {
        // Whoever has no other server beside it loses nothing.
    }

    /** Something that people should know, which does not stop the run. */
    void warn(String message);

    /** Something failed. */
    void error(String message);
}
