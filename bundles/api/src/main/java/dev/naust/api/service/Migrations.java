package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** Moving collections from one store to another, and proving that they arrived. Safe for use by several threads. */
@ProviderType
public interface Migrations {

    /**
     * Works out what a migration would do. Reads both stores, writes nothing.
     *
     * @throws StoreException when a store or a collection is not there or cannot be read
     */
    MigrationPlan plan(MigrationRequest request) throws InterruptedException;

    /** The stage of a run that is paused. */
    String PAUSED = "Paused";

    /**
     * Looks whether a migration could start now, and how its stores stand to each other. Reads both stores, writes nothing; a
     * store that does not answer is a failed check, not an exception.
     */
    MigrationReadiness readiness(MigrationRequest request) throws InterruptedException;

    /**
     * Plans and runs a migration on the calling thread.
     *
     * @param planned is shown the plan before anything is written, also a blocked one
     * @param watcher is told of the progress
     * @return the report, also when records were rejected or a collection failed
     * @throws StoreException when the plan is blocked ({@code migration.blocked}) or a store cannot be opened; nothing was
     *     written then
     * @throws InterruptedException when the thread was interrupted; the target is as it was before, or the watcher was warned
     *     of what could not be put back
     */
    MigrationReport run(MigrationRequest request, Consumer<MigrationPlan> planned, RunProgress watcher)
            throws InterruptedException;

    /**
     * Starts a migration as a run of the server.
     *
     * @throws StoreException when the plan is blocked, or another migration into the same target is running
     *     ({@code migration.in_progress})
     */
    Run start(MigrationRequest request) throws InterruptedException;

    /**
     * Stops a running migration from writing until {@link #resume} lets it go on: what it has begun to write is finished first,
     * which takes about a second. It is on record when this returns, and stays paused when the server starts again. Where servers
     * share their state, any of them can be asked.
     *
     * @throws StoreException with {@code run.not_found}, with {@code run.not_resumable} when it is not going on, or with
     *     {@code control.unavailable} when it is paused but that cannot be put on record, or when the server that is at it does
     *     not answer
     */
    Run pause(String runId) throws InterruptedException;

    /**
     * Changes how fast a running migration goes, also when it is taken up again later; it is on record when this returns.
     *
     * @param recordsPerSecond of all collections together; 0 is as fast as it goes
     * @throws StoreException as {@link #pause}
     */
    Run pace(String runId, long recordsPerSecond) throws InterruptedException;

    /**
     * Goes on with a migration that is paused, failed or was cancelled.
     *
     * @throws StoreException with {@code run.not_found} or {@code run.not_resumable}, or when another migration into the same
     *     target is running ({@code migration.in_progress})
     */
    Run resume(String runId) throws InterruptedException;

    /**
     * Works out what rolling a migration back would do. Changes nothing.
     *
     * @throws StoreException with {@code run.not_found}, or with {@code rollback.refused} when there is nothing to roll back or
     *     the migration is not over
     */
    RollbackPlan planRollback(String runId) throws InterruptedException;

    /**
     * Puts the target back as it was before a migration that is over, under its run's id; the run ends as ROLLED_BACK. One that
     * was cut over and carries changes back is not over: the source takes its place again first, with every write made since.
     *
     * @param force whether what came into those records and collections after the migration may be lost
     * @throws StoreException as {@link #planRollback}, and with {@code rollback.refused} when something would be lost
     */
    Run rollBack(String runId, boolean force) throws InterruptedException;

    /**
     * How a migration that follows its source stands; empty for all others. Of one that goes on at another server it is a second
     * old, and of records that could not be carried over it has the number only.
     */
    Optional<Following> following(String runId);

    /**
     * Lets the target take the source's place: the run holds the writes to the source's collections, carries over what is
     * left, and from then on all that passes the ports under the source's id reaches the target. It either happens whole or
     * everything stays as it is, and the run says why.
     *
     * <p>Cancelling a run that was cut over finishes it for good: the target stays in the source's place, and there is no way
     * back. Cancelling it before ends it with nothing switched.
     *
     * <p>Where the run goes on at another server, that one is asked, and warns among the run's warnings when it refuses.
     *
     * @param override the collections, by the source's names, that may be cut over although they are not verified
     * @throws StoreException with {@code run.not_found}, or with {@code cutover.refused} and the reason
     */
    Run cutOver(String runId, Set<String> override) throws InterruptedException;

    /**
     * A migration that follows.
     *
     * @param stage where it is
     * @param behind how many changes are known to wait
     * @param seconds how old the last change was when it was carried over; 0 when none waits
     * @param applied how many changes were carried over since this server took the run up
     * @param since since when the target has been in the source's place
     * @param noReturn why there is no way back after the cutover; empty when there is one
     * @param open records that could not be carried over, each with its reason; some of them
     * @param openRecords how many records could not be carried over
     * @param isMoreOpen whether there are more than these
     * @param unverified the collections that {@link #cutOver} must be told of by name, and why
     */
    record Following(
            Stage stage,
            long behind,
            long seconds,
            long applied,
            Optional<Instant> since,
            String noReturn,
            List<String> open,
            long openRecords,
            boolean isMoreOpen,
            Map<String, String> unverified) {

        /** Where a migration that follows is. */
        public enum Stage {
            /** What changes in the source is carried over to the target. */
            FOLLOWING,
            /** The target is taking the source's place. */
            CUTTING_OVER,
            /** The target is in the source's place, and what changes there is carried back. */
            FOLLOWING_BACK,
            /** The source is taking its place again. */
            COMING_BACK
        }

        public Following {
            open = List.copyOf(open);
            unverified = Map.copyOf(unverified);
        }
    }

    /**
     * Why a run that is over has nothing to roll back, as a sentence; empty when it has. Its stores are not asked.
     *
     * @throws dev.naust.api.store.StoreException with {@code run.not_found} when there is no such migration
     */
    Optional<String> againstRollback(String runId) throws InterruptedException;

    /** The migrations that can be rolled back, the newest first. */
    List<Run> rollbackPoints() throws InterruptedException;

    /** The report of a migration that the server ran, once it has finished. */
    Optional<MigrationReport> report(String runId);
}
