package dev.naust.migration;

import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.Run;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.Journal.Phase;
import dev.naust.migration.ServerMigrations.Going;
import dev.naust.migration.chunk.Checkpoints;
import dev.naust.migration.leftover.LeftoverRecords;
import java.util.List;
import java.util.Optional;

/** A run that follows, from its copy to one of its ends: given up, finished with the target in place, or back at the source. */
final class FollowingRun {
    private final MigrationRequest request;
    private final StoreLease source;
    private final Store seen;
    private final StoreLease target;
    private final FollowingParts.Services services;
    private final Underway progress;

    FollowingRun(
            MigrationRequest request,
            StoreLease source,
            Store seen,
            StoreLease target,
            FollowingParts.Services services,
            Underway progress) {
        this.request = request;
        this.source = source;
        this.seen = seen;
        this.target = target;
        this.services = services;
        this.progress = progress;
    }

    MigrationReport run(Going going, ServerMigrations server) throws InterruptedException {
        Journal journal = going.journal();
        refuseEnded(journal);
        boolean copiesNow = !journal.followed().orElseThrow().isCopied();
        if (copiesNow) {
            MigrationReport report = server.execute(going, seen, target);
            journal = services.journals().find(progress.id()).orElseThrow();
            if (!journal.followed().orElseThrow().isCopied()) {
                forgetUnlessKept(journal);
                return report;
            }
            if (!report.succeeded()) {
                return report;
            }
        }
        Findings findings = new Findings(progress);
        Going now = new Going(
                journal, true, going.checkpoints(), going.undo(), going.options(), going.progress(), going.retries());
        Durable conduct = server.conduct(now, seen, target, findings);
        if (!copiesNow) {
            progress.total(journal.plan().records());
            server.takeUp(now, conduct, target);
        }
        FollowingParts parts = new FollowingParts(
                progress,
                request,
                source,
                seen,
                target,
                services,
                new FollowingParts.Work(going.retries(), findings, conduct),
                journal);
        // The source has its place again: what is left to do must not wait for changes that nobody keeps any more.
        boolean isBack = journal.followed().orElseThrow().isComingBack()
                && services.primaries().switchedSince(progress.id()).isEmpty();
        if (!isBack) {
            return follow(parts, now);
        }
        comeBack(parts, now);
        return journal.report().orElseThrow();
    }

    /** What did not fit at first was put right; what does not fit since is said of the run as a whole. */
    private void tell(CollectionReport each) {
        progress.part(new Run.Part(each.source(), "following", each.written(), -1, 0));
    }

    private void refuseEnded(Journal journal) {
        if (journal.followed().orElseThrow().isGivenUp()) {
            throw ended(progress.id());
        }
    }

    static StoreException ended(String run) {
        return new StoreException(
                ServiceError.RUN_NOT_RESUMABLE,
                "Run " + run
                        + " was cancelled while it followed, and what changed since is not known: roll it back, and"
                        + " start a new one");
    }

    /** What can go on needs the changes that the source keeps for it. */
    private void forgetUnlessKept(Journal journal) throws InterruptedException {
        if (journal.phase() != Phase.RUNNING) {
            FollowingParts.forget(journal, progress.id(), source.store(), target.store(), services.storage());
        }
    }

    private MigrationReport follow(FollowingParts parts, Going going) throws InterruptedException {
        Mirror forward = parts.forward();
        LeftoverRecords records = services.around().leftovers().orElseThrow();
        RejectNumbers numbers = new RejectNumbers(records, progress.id());
        Outstanding rejects = new Outstanding(services.pump(), records, progress.id(), forward, report(parts), numbers);
        if (services.primaries().switchedSince(progress.id()).isEmpty()) {
            look(parts, forward, rejects);
            Optional<String> against = rejects.against();
            if (against.isPresent() && !report(parts).succeeded()) {
                forward.close();
                return report(parts).ended(List.of(against.get()), List.of());
            }
            if (!report(parts).succeeded()) {
                parts.begins(report(parts).ended(List.of(), List.of(rejects.told())));
            }
        }
        MigrationReport report = report(parts);
        Follower following = new Follower(parts, forward, rejects, numbers);
        progress.follows(following);
        // Records still come when all have been copied, until somebody ends it.
        progress.total(-1);
        report.collections().forEach(this::tell);
        try {
            following.run();
        } catch (InterruptedException e) {
            if (!progress.isCancelled()) {
                throw e;
            }
            parts.end();
            if (!following.isSwitched()) {
                progress.warn("Nothing was switched: " + source.name() + " serves its collections as before, and "
                        + target.name() + " keeps what arrived. Roll the run back to remove that");
                throw e;
            }
            finish(parts, going);
            return report;
        }
        comeBack(parts, going);
        return report;
    }

    /** The target stays in the source's place. */
    private void finish(FollowingParts parts, Going going) throws InterruptedException {
        services.journals().save(progress.id(), parts.journal().in(Phase.DONE));
        progress.warn("Finished: " + target.name() + " stays in the place of " + source.name()
                + ", where the old collections are left as they are. Remove them there when nobody needs them");
        ServerMigrations.cleanUp(parts.journal(), going.checkpoints(), going.undo(), target.store());
    }

    private void comeBack(FollowingParts parts, Going going) throws InterruptedException {
        progress.rollingBack();
        progress.record();
        parts.end();
        new Rollback(
                        services.pump(),
                        target.store(),
                        parts.journal(),
                        going.undo(),
                        DurableSteps.Made.all(parts.journal().plan()),
                        Optional.empty())
                .run(progress);
        Checkpoints.open(services.storage(), target.store(), progress.id()).clear(target.store());
        services.journals().save(progress.id(), parts.journal().in(Phase.UNDONE));
    }

    private static MigrationReport report(FollowingParts parts) {
        return parts.journal().report().orElseThrow();
    }

    private static void look(FollowingParts parts, Mirror forward, Outstanding rejects) throws InterruptedException {
        try {
            parts.retries().run("Looking at the rejects", attempt -> {
                if (attempt > 1) {
                    forward.reopen();
                }
                rejects.look();
                return true;
            });
        } catch (StoreException | InterruptedException e) {
            forward.close();
            throw e;
        }
    }
}
