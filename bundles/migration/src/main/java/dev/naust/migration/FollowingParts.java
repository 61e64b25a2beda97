package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Position;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.migration.chunk.Checkpoints;
import dev.naust.migration.chunk.Retries;
import dev.naust.migration.primary.PrimaryTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run of a server stands on while it follows, and what it leaves behind in the two stores and takes away again. */
final class FollowingParts implements Follower.Parts {
    private final Underway progress;
    private final MigrationRequest request;
    private final StoreLease source;
    private final Store seen;
    private final StoreLease target;
    private final Services services;
    private final Work work;
    private Journal journal;

    /** The server's services. */
    record Services(Pump pump, Storage storage, Journals journals, PrimaryTable primaries, Surroundings around) {}

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

    @Override
    public RunProgress progress() {
        return progress;
    }

    @Override
    public void awaitPace() throws InterruptedException {
        progress.pace().await();
    }

    @Override
    public Pump pump() {
        return services.pump();
    }

    @Override
    public Retries retries() {
        return work.retries();
    }

    @Override
    public PrimaryTable primaries() {
        return services.primaries();
    }

    @Override
    public PrimaryTable.Move move() {
        Map<DatasetId, DatasetId> collections = new LinkedHashMap<>();
        journal.plan().collections().forEach(each -> collections.put(each.source(), each.target()));
        return new PrimaryTable.Move(
                progress.id(), request.source().toString(), request.target().toString(), collections);
    }

    @Override
    public Store source() {
        return source.store();
    }

    @Override
    public Store seen() {
        return seen;
    }

    @Override
    public Store target() {
        return target.store();
    }

    private static ChangeFeed feed(Store store) {
        return store.changeFeed().orElseThrow();
    }

    @Override
    public Mirror forward() throws InterruptedException {
        return new Mirror(
                services.pump(),
                new Mirror.Ends(feed(source.store()), seen, target.store()),
                Followed.forwardName(progress.id()),
                journal.followed().orElseThrow().forward(),
                Lanes.forward(journal.plan(), source.store()),
                Checkpoints.open(services.storage(), target.store(), progress.id()));
    }

    @Override
    public Mirror back() throws InterruptedException {
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

    @Override
    public void forgetBack() throws InterruptedException {
        Followed known = journal.followed().orElseThrow();
        if (known.back().isPresent()) {
            feed(target.store()).forget(Followed.backName(progress.id()));
            Checkpoints.open(services.storage(), source.store(), progress.id()).clear(source.store());
            save(known.backFrom(Optional.empty()));
        }
    }

    /** Follows nothing any more, and takes away what following left in the stores. */
    void end() throws InterruptedException {
        forget(journal, progress.id(), source.store(), target.store(), services.storage());
        save(journal.followed().orElseThrow().ended());
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

    @Override
    public String noReturn() {
        return Lanes.noReturn(
                request, target.store(), target.name(), journal.plan().collections());
    }

    @Override
    public List<SchemaStep> steps() {
        return journal.plan().steps();
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        work.conduct().apply(step);
    }

    @Override
    public boolean isComingBack() {
        return journal.followed().orElseThrow().isComingBack();
    }

    @Override
    public void comingBack(boolean now) throws InterruptedException {
        save(journal.followed().orElseThrow().comingBack(now));
    }

    @Override
    public void reject(DatasetId collection, Rejected rejected) {
        journal.plan().collections().stream()
                .filter(each -> each.source().equals(collection))
                .findFirst()
                .ifPresent(each -> work.findings().reject(each, rejected));
    }

    @Override
    public void audit(String what) {
        services.around().audit(what, progress.id(), request);
    }
}
