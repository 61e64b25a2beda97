package dev.naust.backup;

import dev.naust.api.model.Classification;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Placement;
import dev.naust.api.service.Backups.Incomplete;
import dev.naust.api.service.Backups.Restore;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.StoreException;
import dev.naust.backup.catalogue.Fields;
import dev.naust.backup.catalogue.RestoreRecords;
import dev.naust.backup.catalogue.RestoreRecords.Begun;
import dev.naust.backup.format.Archive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores of backups into docked stores. A target is on record from before the first byte until the restore has come to its
 * end; what a power cut broke off is incomplete until another restore into that target has succeeded. Safe for use by several
 * threads.
 */
final class Restores {
    /** How long what was read of the records is good for; another server may have changed them. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Restores.class);

    private final StoreRegistry stores;
    private final Runs runs;
    private final RestoreRecords records;
    private final Restoring restoring;
    private final Erasures erasures;
    private final Log log;
    private final Clock clock;
    private final AtomicReference<Seen> seen = new AtomicReference<>(new Seen(Instant.MIN, List.of()));

    Restores(
            StoreRegistry stores,
            Runs runs,
            RestoreRecords records,
            Restoring restoring,
            Erasures erasures,
            Log log,
            Clock clock) {
        this.stores = stores;
        this.runs = runs;
        this.records = records;
        this.restoring = restoring;
        this.erasures = erasures;
        this.log = log;
        this.clock = clock;
    }

    private record Seen(Instant goodUntil, List<Incomplete> restores) {}

    /**
     * Restores an archive of which every byte was authenticated, or says what that would do.
     *
     * @param since where the ledger of erasures stood when the backup was begun
     */
    Document run(Archive archive, long since, StoreView target, Restore wanted, String actor, RunProgress progress)
            throws InterruptedException, RunFailedException {
        refuseMisplaced(archive.manifest().store(), archive.manifest().classification(), target);
        erasures.warnOfUnfinished(archive.manifest().store(), progress);
        Endpoint endpoint = new Endpoint.StoreId(target.id());
        if (wanted.dryRun()) {
            return preview(restoring.plan(archive, endpoint, wanted.collections(), wanted.options()), progress);
        }
        List<Begun> brokenOff = brokenOff(target.id());
        clear(target.id(), brokenOff, progress);
        MigrationReport report = restore(archive, since, endpoint, target, wanted, progress);
        records.end(progress.id());
        log.note(
                actor,
                "backup.restore",
                "backup/" + archive.manifest().id() + " to store/" + target.id(),
                report.succeeded() ? "ok" : "failed",
                Document.empty());
        if (!report.succeeded()) {
            throw new RunFailedException(String.join("; ", report.errors()), Plans.document(report));
        }
        brokenOff.forEach(each -> records.end(each.run()));
        forget();
        try (StoreLease lease = stores.lease(target.id())) {
            erasures.replay(archive.manifest().store(), since, lease.store(), Plans.document(report), progress)
                    .ifPresent(replayed -> log.note(
                            actor,
                            "erasures.replay",
                            "backup/" + archive.manifest().id() + " to store/" + target.id(),
                            "ok",
                            new Fields()
                                    .put("checked", replayed.checked())
                                    .put("erased", replayed.erased())
                                    .document()));
        }
        return Plans.document(report);
    }

    /** A restore that fails puts its target back; where it could not, the target stays on record as incomplete. */
    private MigrationReport restore(
            Archive archive, long since, Endpoint endpoint, StoreView target, Restore wanted, RunProgress progress)
            throws InterruptedException {
        try {
            return restoring.restore(
                    archive,
                    since,
                    endpoint,
                    wanted.collections(),
                    wanted.options(),
                    plan -> begin(plan, archive, target, progress),
                    progress);
        } catch (InterruptedException | StoreException e) {
            for (Begun each : records.all()) {
                if (each.run().equals(progress.id()) && isPutBack(each)) {
                    records.end(each.run());
                }
            }
            forget();
            throw e;
        }
    }

    private boolean isPutBack(Begun restore) {
        try (StoreLease lease = stores.lease(restore.target())) {
            return lease.store().datasets().stream().map(Dataset::id).noneMatch(restore.made()::contains);
        } catch (StoreException unreachable) {
            LOG.info("Nobody can say whether store {} was put back", restore.target(), unreachable);
            return false;
        }
    }

    /** Restores that were broken off; looked up anew every few seconds. */
    List<Incomplete> incomplete() {
        Seen last = seen.get();
        Instant now = clock.instant();
        if (now.isBefore(last.goodUntil())) {
            return last.restores();
        }
        List<Incomplete> found = records.all().stream()
                .filter(each -> !isRunning(each.run()))
                .map(each -> new Incomplete(
                        each.target(),
                        each.backup(),
                        each.run(),
                        each.since(),
                        each.filled().stream().map(DatasetId::toString).toList()))
                .toList();
        seen.set(new Seen(now.plus(GOOD_FOR), found));
        return found;
    }

    private void forget() {
        seen.set(new Seen(Instant.MIN, List.of()));
    }

    private List<Begun> brokenOff(String target) {
        return records.all().stream()
                .filter(each -> each.target().equals(target) && !isRunning(each.run()))
                .toList();
    }

    private boolean isRunning(String run) {
        return runs.find(run).filter(found -> !found.state().isFinal()).isPresent();
    }

    /** Removes what a restore that was broken off had made itself; what was there before it is left alone. */
    private void clear(String target, List<Begun> brokenOff, RunProgress progress) throws InterruptedException {
        if (brokenOff.stream().allMatch(each -> each.made().isEmpty())) {
            return;
        }
        progress.stage("Removing what a restore left that was broken off");
        try (StoreLease lease = stores.lease(target)) {
            Optional<SchemaEditing> editing = lease.store().schemaEditing();
            if (editing.isPresent()) {
                for (Begun each : brokenOff) {
                    for (DatasetId made : each.made()) {
                        editing.get().drop(made);
                    }
                    progress.warn("Restore " + each.run() + " had been broken off; the collections that it had made"
                            + " were removed first: "
                            + each.made().stream().map(DatasetId::toString).collect(Collectors.joining(", ")));
                }
            }
        }
    }

    private void begin(MigrationPlan plan, Archive archive, StoreView target, RunProgress progress) {
        plan.warnings().forEach(progress::warn);
        if (plan.canProceed()) {
            records.begin(new Begun(
                    progress.id(),
                    archive.manifest().id(),
                    target.id(),
                    clock.instant(),
                    plan.steps().stream()
                            .filter(step -> step.phase() == SchemaStep.Phase.CREATE)
                            .map(step -> step.schema().id())
                            .distinct()
                            .toList(),
                    plan.collections().stream()
                            .map(MigrationPlan.CollectionPlan::target)
                            .toList()));
        }
    }

    private static Document preview(MigrationPlan plan, RunProgress progress) throws RunFailedException {
        Document document = Plans.document(plan);
        if (!plan.canProceed()) {
            throw new RunFailedException(String.join("; ", plan.blockers()), document);
        }
        plan.warnings().forEach(progress::warn);
        progress.warn("Nothing was written. A restore would bring "
                + plan.collections().stream()
                        .map(each -> each.records() + " records to " + each.target())
                        .collect(Collectors.joining(", ")));
        return document;
    }

    /** Refuses to put data where its label or its store's does not allow it. */
    static void refuseMisplaced(String store, Optional<String> classification, StoreView target) {
        new Placement(
                        "The backup of store " + store,
                        classification.flatMap(Classification::named),
                        "store " + target.id(),
                        target.residency())
                .refusal()
                .ifPresent(reason -> {
                    throw new StoreException(ServiceError.RESIDENCY_VIOLATION, reason);
                });
    }
}
