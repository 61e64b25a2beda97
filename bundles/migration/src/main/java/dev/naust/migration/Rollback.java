package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RollbackPlan;
import dev.naust.api.service.RollbackPlan.Change;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a target back as it was before a run: what the run made is removed, what it changed gets its former content, what it
 * added goes. Doing it again, or doing the rest of it, ends the same.
 */
final class Rollback {
    private static final int NAMED = 20;

    private final Pump pump;
    private final Store target;
    private final Journal journal;
    private final UndoLog log;
    private final DurableSteps.Made made;

    Rollback(Pump pump, Store target, Journal journal, UndoLog log, DurableSteps.Made made) {
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
        for (CollectionPlan each : reversed()) {
            if (!there.contains(each.target())) {
                continue;
            }
            if (each.there().isPresent()) {
                changes.add(restored(each, blockers));
            } else if (isOurs(each)) {
                changes.add(new Change(each.target().toString(), true, 0, 0));
                changed(each).ifPresent(blockers::add);
            }
        }
        return new RollbackPlan(run, journal.plan().target(), changes, blockers);
    }

    private List<CollectionPlan> reversed() {
        List<CollectionPlan> all = new ArrayList<>(journal.plan().collections());
        Collections.reverse(all);
        return all;
    }

    /** Whether a collection that the run made and proved is another one by now. */
    private Optional<String> changed(CollectionPlan each) throws InterruptedException {
        Optional<CollectionReport> report =
                journal.report().map(MigrationReport::collections).orElse(List.of()).stream()
                        .filter(one -> one.target().equals(each.target().toString()))
                        .filter(one -> !one.targetHash().isEmpty())
                        .findFirst();
        if (journal.phase() != Journal.Phase.DONE || report.isEmpty()) {
            return Optional.empty();
        }
        var now = pump.hash(target, ReadRequest.of(each.target()).as(each.writeAs()), records -> {});
        return now.hex().equals(report.get().targetHash())
                ? Optional.empty()
                : Optional.of("Collection " + each.target() + " was changed after the run: it held "
                        + report.get().written() + " records and now holds " + now.records()
                        + ", or others. Save what came later, or roll back with force, which loses it");
    }

    private Change restored(CollectionPlan each, List<String> blockers) throws InterruptedException {
        Schema schema = each.there().orElseThrow();
        long[] counts = new long[2];
        List<String> later = new ArrayList<>();
        long[] more = new long[1];
        log.read(target, each.target(), entries -> {
            Map<RecordKey, Document> now = now(target, schema, entries);
            CanonicalForm form = new CanonicalForm();
            for (Entry entry : entries) {
                counts[entry.before().isPresent() ? 0 : 1]++;
                Document body = now.get(entry.key());
                String hash = body == null ? "" : HexFormat.of().formatHex(form.hash(body));
                if (!entry.after().isEmpty() && !entry.after().equals(hash) && !isBack(entry, body)) {
                    if (later.size() < NAMED) {
                        later.add(entry.key().toString());
                    } else {
                        more[0]++;
                    }
                }
            }
        });
        if (!later.isEmpty()) {
            blockers.add((later.size() + more[0]) + " records of " + each.target()
                    + " were changed after the run: " + String.join("; ", later) + (more[0] > 0 ? " …" : "")
                    + ". Save what came later, or roll back with force, which loses it");
        }
        return new Change(each.target().toString(), false, counts[0], counts[1]);
    }

    /** Whether a record is as it was before already, as after a rollback that was interrupted. */
    private static boolean isBack(Entry entry, Document body) {
        return entry.before().map(before -> before.equals(body)).orElse(body == null);
    }

    private static Map<RecordKey, Document> now(Store store, Schema schema, List<Entry> entries)
            throws InterruptedException {
        Map<RecordKey, Document> found = new HashMap<>();
        List<RecordKey> keys = entries.stream().map(Entry::key).toList();
        for (DataRecord each : store.lookup().orElseThrow().findAll(schema.id(), keys)) {
            found.put(RecordKey.from(each.body(), schema.key()), each.body());
        }
        return found;
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
            }
        }
        for (CollectionPlan each : reversed()) {
            if (each.there().isPresent()) {
                continue;
            }
            if (isOurs(each)) {
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
        for (Entry entry : entries) {
            entry.before()
                    .ifPresentOrElse(
                            body -> back.add(DataRecord.of(schema.key(), body)),
                            () -> gone.add(
                                    DataRecord.of(schema.key(), entry.key().toDocument())));
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
