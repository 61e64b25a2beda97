package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RollbackPlan;
import dev.naust.api.service.RollbackPlan.Change;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Footing;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.migration.rollback.UndoLog;
import dev.naust.migration.rollback.UndoLog.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Puts a target back as it was before a run: what the run made is removed, what it changed gets its former content, what it
 * added goes. Doing it again, or doing the rest of it, ends the same.
 */
final class Rollback {
    private final Pump pump;
    private final Store target;
    private final Journal journal;
    private final UndoLog log;
    private final DurableSteps.Made made;
    private final Optional<Remains> remains;

    /** @param remains what tells of records that are gone; empty where nobody wants to know */
    Rollback(Pump pump, Store target, Journal journal, UndoLog log, DurableSteps.Made made, Optional<Remains> remains) {
        this.remains = remains;
        this.made = made;
        this.pump = pump;
        this.target = target;
        this.journal = journal;
        this.log = log;
    }

    /** What it would do, and what speaks against it: records that were changed after the run. */
    RollbackPlan plan(String run) throws InterruptedException {
        List<Change> changes = new ArrayList<>();
        List<String> blockers = new ArrayList<>();
        List<DatasetId> there =
                target.datasets().stream().map(dataset -> dataset.id()).toList();
        boolean mayLose = mayLose();
        for (CollectionPlan each : reversed()) {
            if (!there.contains(each.target())) {
                continue;
            }
            if (each.there().isPresent()) {
                Restorable records = new Restorable(each, mayLose);
                records.look(log, target);
                changes.add(records.change(Numberings.foreseen(target, each, log)));
                blockers.addAll(records.against(
                        report(each).map(CollectionReport::written).orElse(0L)));
            } else if (isOurs(each)) {
                changes.add(dropped(each, blockers));
            } else if (isLostOurs(each)) {
                changes.add(new Change(each.target().toString(), true, 0, 0));
                blockers.add(
                        "Collection " + each.target() + " holds only records as the source has them, but the target"
                                + " has lost what tells whether this run made it. Remove it yourself, or roll back with force,"
                                + " which removes it");
            }
        }
        return new RollbackPlan(run, journal.plan().target(), changes, blockers);
    }

    private boolean mayLose() throws InterruptedException {
        Optional<Footing> footing = target.footing();
        return footing.isPresent() && !footing.get().losses().isEmpty();
    }

    private List<CollectionPlan> reversed() {
        List<CollectionPlan> all = new ArrayList<>(journal.plan().collections());
        Collections.reverse(all);
        return all;
    }

    private Optional<CollectionReport> report(CollectionPlan each) {
        return journal.report().map(MigrationReport::collections).orElse(List.of()).stream()
                .filter(one -> one.target().equals(each.target().toString()))
                .findFirst();
    }

    /** What becomes of a collection that the run made, which may be another one by now than it proved. */
    private Change dropped(CollectionPlan each, List<String> blockers) throws InterruptedException {
        String name = each.target().toString();
        Optional<CollectionReport> report =
                report(each).filter(one -> !one.targetHash().isEmpty());
        if (journal.phase() != Journal.Phase.DONE || report.isEmpty()) {
            return new Change(name, true, 0, 0);
        }
        ContentHash now = pump.hash(target, ReadRequest.of(each.target()).as(each.writeAs()), records -> {});
        if (now.hex().equals(report.get().targetHash())) {
            return new Change(name, true, 0, 0);
        }
        Optional<Long> gone =
                remains.isEmpty() ? Optional.empty() : remains.get().gone(each, target, now, report.get());
        if (gone.isEmpty()) {
            blockers.add("Collection " + name + " was changed after the run: it held "
                    + report.get().written() + " records and now holds " + now.records()
                    + ", or others. Save what came later, or roll back with force, which loses it");
        }
        return new Change(name, true, 0, 0, gone.orElse(0L));
    }

    /** Whether it may well be the run's, though the target has lost what says so. */
    private boolean isLostOurs(CollectionPlan each) throws InterruptedException {
        return made.isLost()
                && mayLose()
                && remains.isPresent()
                && remains.get().isPart(each, target);
    }

    private boolean isOurs(CollectionPlan each) throws InterruptedException {
        return made.noted().contains(each.target()) || made.begun() && !Strangers.isOne(target, each.target());
    }

    /** Does it; returns how many collections of the run are there no more. */
    int run(RunProgress progress) throws InterruptedException {
        int removed = 0;
        progress.stage("Rolling back");
        for (CollectionPlan each : reversed()) {
            if (each.there().isPresent()) {
                restore(each, progress);
                Numberings.restore(target, each, log, progress::warn);
            }
        }
        for (CollectionPlan each : reversed()) {
            if (each.there().isPresent()) {
                continue;
            }
            if (isOurs(each) || Strangers.isThere(target, each.target()) && isLostOurs(each)) {
                target.schemaEditing().orElseThrow().drop(each.target());
                removed++;
            } else if (Strangers.isThere(target, each.target())) {
                progress.warn(Strangers.words(each.target()));
            }
        }
        log.clear(target);
        return removed;
    }

    private void restore(CollectionPlan each, RunProgress progress) throws InterruptedException {
        Schema schema = each.there().orElseThrow();
        log.read(target, each.target(), entries -> {
            Optional<Transactions> transactions = target.transactions();
            if (transactions.isPresent()) {
                transactions.get().whileFilling(bound -> restore(bound, schema, entries));
            } else {
                restore(target, schema, entries);
            }
            progress.advance(entries.size());
        });
    }

    private static boolean restore(Store store, Schema schema, List<Entry> entries) throws InterruptedException {
        List<DataRecord> back = new ArrayList<>();
        List<DataRecord> gone = new ArrayList<>();
        CanonicalForm form = new CanonicalForm();
        for (Entry entry : entries) {
            if (!Restorable.isUntouched(form, entry)) {
                entry.before()
                        .ifPresentOrElse(
                                body -> back.add(DataRecord.of(schema.key(), body)),
                                () -> gone.add(
                                        DataRecord.of(schema.key(), entry.key().toDocument())));
            }
        }
        write(store, WriteRequest.delete(schema), gone);
        write(store, WriteRequest.upsert(schema), back);
        return true;
    }

    private static void write(Store store, WriteRequest request, List<DataRecord> records) throws InterruptedException {
        if (!records.isEmpty()) {
            try (RecordWriter writer = store.write(request)) {
                refuse(request, writer.write(records));
                refuse(request, writer.flush());
            }
        }
    }

    /** A record that cannot be put back, or taken away, must not be taken for one that was. */
    private static void refuse(WriteRequest request, WriteReport report) {
        if (!report.rejected().isEmpty()) {
            Rejected first = report.rejected().get(0);
            throw new StoreException(
                    ServiceError.ROLLBACK_REFUSED,
                    report.rejected().size() + " records of " + request.schema().id()
                            + " cannot be put back as they were, the first "
                            + first.record().key() + ": " + first.reason()
                            + ". Put that right in the target, then roll back again");
        }
    }
}
