package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/** Everything long that the server does or has done. Safe for use by several threads. */
@ProviderType
public interface Runs {

    /**
     * Starts a run on a thread of its own and returns at once.
     *
     * @param kind what it is, such as {@code migration}
     * @param title one line for people
     * @param parameters what was asked for, without secrets
     * @param task the work
     */
    Run start(String kind, String title, Document parameters, Task task);

    /** The run with this id. */
    Optional<Run> find(String id);

    /**
     * Runs, the newest first.
     *
     * @param kind only runs of this kind
     * @param before only runs older than the run with this id
     * @param limit at most this many
     */
    List<Run> list(Optional<String> kind, Optional<String> before, int limit);

    /** The report of a finished run, where it made one. */
    Optional<Document> report(String id);

    /**
     * Asks a run to stop; it ends as CANCELLED once it has put things in order.
     *
     * @throws StoreException with {@code run.not_found}
     */
    Run cancel(String id);

    /**
     * Goes on with a run that failed or was cancelled, under its own id, by what the {@link RunResumer} of its kind does.
     *
     * @throws StoreException with {@code run.not_found}, or with {@code run.not_resumable} and the reason
     */
    Run resume(String id);

    /**
     * Undoes what a run did that is over, under its own id: it ends as ROLLED_BACK. When the server dies meanwhile, the
     * {@link RunResumer} of its kind goes on with that.
     *
     * @param task the undoing
     * @throws StoreException with {@code run.not_found}, or with {@code run.not_resumable} when it is not over or was rolled
     *     back already
     */
    Run rollBack(String id, Task task);

    /**
     * Takes out of the record of a run that is over what must not stay there, as an erasure demands.
     *
     * @param words gives each text as it may stay
     * @param report gives the report as it may stay, before its texts are looked at
     * @return whether something changed; never while the run is not over
     */
    boolean amend(String id, UnaryOperator<String> words, UnaryOperator<Document> report);

    /**
     * Tells of every change of runs from now on, in order for each run, on a thread of the server's that must not be held up.
     *
     * @param runId only of this run; empty for all
     * @return ends the telling
     */
    Subscription subscribe(Optional<String> runId, Consumer<RunEvent> listener);

    /** Ends when closed. */
    @ProviderType
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** The work of a run. */
    @FunctionalInterface
    interface Task {
        /**
         * Does the work.
         *
         * @return the report
         * @throws InterruptedException when the run was cancelled and things are in order
         * @throws RunFailedException when the work failed and left a report all the same
         */
        Document run(RunProgress progress) throws InterruptedException, RunFailedException;
    }
}
