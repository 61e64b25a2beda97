package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Position;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.chunk.Checkpoints;
import dev.naust.migration.chunk.Retries;
import dev.naust.migration.primary.PrimaryTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run of a server stands on while it follows, and what it leaves behind in the two stores and takes away again. */
final class FollowingParts {
    private final Underway progress;
    private final MigrationRequest request;
    private final StoreLease source;
    private final Store seen;
    private final StoreLease target;
    private final Services services;
    private final Work work;
    private Journal journal;

    /** The server's services. */
    record Services(
            Pump pump,
            Storage storage,
            Journals journals,
            Notices notices,
            PrimaryTable primaries,
            Residency residency,
            Surroundings around) {}

    /** What the copy has made that following needs. */
    record Work(Retries retries, Findings findings, Conduct conduct) {}

    FollowingParts(
            Underway progress,
            MigrationRequest request,
            StoreLease source,
            Store seen,
            StoreLease target,
            Services services,
            Work work,
            Journal journal) {
        this.progress = progress;
        this.request = request;
        this.source = source;
        this.seen = seen;
        this.target = target;
        this.services = services;
        this.work = work;
        this.journal = journal;
    }

    RunProgress progress() {
        return progress;
    }

    /** Waits while the run is paused. */
    void awaitPace() throws InterruptedException {
        progress.pace().await();
    }

    Retries retries() {
        return work.retries();
    }

    PrimaryTable primaries() {
        return services.primaries();
    }

    Notices notices() {
        return services.notices();
    }

    /** @throws dev.naust.api.store.StoreException with {@code residency.violation} when the data may not be in the target */
    void refuseMisplaced() {
        services.residency().refuse(request);
    }

    /** @throws dev.naust.api.store.StoreException with {@code residency.violation} when the data may not be in the source */
    void refuseMisplacedBack() {
        services.residency().refuseBack(request);
    }

    /**
     * Pauses the run where policy forbids by now what it does: labels may change while it goes on.
     *
     * @param switched whether the target is in the source's place
     * @return whether it is paused now
     */
    boolean isHeldByPolicy(boolean switched) throws InterruptedException {
        try {
            if (switched && noReturn().isEmpty()) {
                refuseMisplacedBack();
            } else if (!switched) {
                refuseMisplaced();
            }
            return false;
        } catch (StoreException e) {
            if (e.code() != ServiceError.RESIDENCY_VIOLATION) {
                throw e;
            }
            progress.warn("Paused, nothing more is carried over: " + e.getMessage()
                    + ". Put the labels right and let the run go on, or cancel it");
            progress.pause();
            return true;
        }
    }

    PrimaryTable.Move move() {
        Map<DatasetId, DatasetId> collections = new LinkedHashMap<>();
        journal.plan().collections().forEach(each -> collections.put(each.source(), each.target()));
        return new PrimaryTable.Move(
                progress.id(), request.source().toString(), request.target().toString(), collections);
    }

    /** The source, as it is. */
    Store source() {
        return source.store();
    }

    /** The source, as its records are copied. */
    Store seen() {
        return seen;
    }

    Store target() {
        return target.store();
    }

    private static ChangeFeed feed(Store store) {
        return store.changeFeed().orElseThrow();
    }

    /** Follows the source. */
    Mirror forward() throws InterruptedException {
        return new Mirror(
                services.pump(),
                new Mirror.Ends(feed(source.store()), seen, target.store()),
                Followed.forwardName(progress.id()),
                journal.followed().orElseThrow().forward(),
                Lanes.forward(journal.plan(), source.store()),
                Checkpoints.open(services.storage(), target.store(), progress.id()));
    }

    /** Follows the target, from the first call on; it goes on where it was left. */
    Mirror back() throws InterruptedException {
        Followed known = journal.followed().orElseThrow();
        if (known.back().isEmpty()) {
            List<DatasetId> collections = journal.plan().collections().stream()
                    .map(CollectionPlan::target)
                    .toList();
            Position start = feed(target.store()).follow(Followed.backName(progress.id()), collections);
            save(known.backFrom(Optional.of(start)));
        }
        return new Mirror(
                services.pump(),
                new Mirror.Ends(feed(target.store()), target.store(), source.store()),
                Followed.backName(progress.id()),
                journal.followed().orElseThrow().back().orElseThrow(),
                Lanes.back(journal.plan(), request, source.store()),
                Checkpoints.open(services.storage(), source.store(), progress.id()));
    }

    /** Does not follow the target any more. */
    void forgetBack() throws InterruptedException {
        Followed known = journal.followed().orElseThrow();
        if (known.back().isPresent()) {
            feed(target.store()).forget(Followed.backName(progress.id()));
            Checkpoints.open(services.storage(), source.store(), progress.id()).clear(source.store());
            save(known.backFrom(Optional.empty()));
        }
    }

    /** Notes that the copy is whole by now, and how. */
    void begins(MigrationReport whole) throws InterruptedException {
        journal = journal.with(whole, Journal.Phase.RUNNING);
        services.journals().save(progress.id(), journal);
    }

    /** Follows nothing any more, and takes away what following left in the stores. */
    void end() throws InterruptedException {
        forget(journal, progress.id(), source.store(), target.store(), services.storage());
        save(journal.followed().orElseThrow().ended());
        services.notices().forget(progress.id());
    }

    /** Takes away what following left in two stores. */
    static void forget(Journal journal, String run, Store source, Store target, Storage storage)
            throws InterruptedException {
        if (journal.followed().filter(each -> !each.isEnded()).isEmpty()) {
            return;
        }
        feed(source).forget(Followed.forwardName(run));
        if (journal.followed().orElseThrow().back().isPresent()) {
            feed(target).forget(Followed.backName(run));
            Checkpoints.open(storage, source, run).clear(source);
        }
    }

    /** The journal as it is now. */
    Journal journal() {
        return journal;
    }

    private void save(Followed now) throws InterruptedException {
        journal = journal.following(now);
        services.journals().save(progress.id(), journal);
    }

    /** Why the target cannot be followed; empty when it can. */
    String noReturn() {
        return Lanes.noReturn(
                request, target.store(), target.name(), journal.plan().collections());
    }

    /** The steps that the plan has for the target. */
    List<SchemaStep> steps() {
        return journal.plan().steps();
    }

    /** Does a step that comes after the copy, once. */
    void apply(SchemaStep step) throws InterruptedException {
        work.conduct().apply(step);
    }

    /** Whether the run was asked, by whichever server, to let the source take its place again. */
    boolean isComingBack() {
        return journal.followed().orElseThrow().isComingBack();
    }

    void comingBack(boolean now) throws InterruptedException {
        save(journal.followed().orElseThrow().comingBack(now));
    }

    /**
     * Puts a record that cannot be carried over among those that people are to put right.
     *
     * @param back the key that the target's changes tell it by, where it does not fit the source
     * @return its number on record; 0 when it is not kept
     */
    long reject(DatasetId collection, Rejected rejected, Optional<Document> back) {
        return plan(collection)
                .map(each -> work.findings().reject(each, rejected, back))
                .orElse(0L);
    }

    private Optional<CollectionPlan> plan(DatasetId collection) {
        return journal.plan().collections().stream()
                .filter(each -> each.source().equals(collection))
                .findFirst();
    }

    /** A rejected record's fields under the target's names. */
    Optional<Document> inTarget(DatasetId collection, Rejected rejected) {
        return plan(collection)
                .map(each -> Findings.inTarget(each, rejected.record().body()));
    }

    /** Writes down the records that were put there. */
    void keepRejects() {
        work.findings().keepNow();
    }

    /** Notes in the audit log who serves now. */
    void audit(String what) {
        services.around().audit(what, progress.id(), request);
    }
}
