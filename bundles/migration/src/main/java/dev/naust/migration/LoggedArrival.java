package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Store;
import dev.naust.migration.rollback.UndoLog;
import dev.naust.migration.rollback.UndoLog.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets records arrive and writes down what it takes to undo that.
 *
 * @param transactional whether records arrive in transactions; else what is to be changed is logged before it is
 * @param again whether the run may have logged some of these records before: how they were then stays, how they are left now is
 *     noted anew
 */
record LoggedArrival(Arrival arrival, Schema there, UndoLog log, boolean transactional, boolean again)
        implements Arrival {

    @Override
    public Outcome arrive(Store target, List<DataRecord> records) throws InterruptedException {
        if (!transactional) {
            logBefore(target, records);
        }
        Outcome outcome = arrival.arrive(target, records);
        if (transactional) {
            logAfter(target, outcome);
        }
        if (!transactional || again) {
            noteAfter(target, records);
        }
        return outcome;
    }

    /** Everything that might be changed, because afterwards it could be too late. */
    private void logBefore(Store target, List<DataRecord> records) throws InterruptedException {
        List<RecordKey> keys = keys(records);
        Map<RecordKey, Document> before = found(target, keys);
        List<Entry> entries = new ArrayList<>();
        keys.forEach(key -> entries.add(new Entry(key, Optional.ofNullable(before.get(key)), "")));
        log.add(target, there.id(), entries);
    }

    /** What changes them from now on is somebody else's. */
    private void noteAfter(Store target, List<DataRecord> records) throws InterruptedException {
        CanonicalForm form = new CanonicalForm();
        Map<RecordKey, String> after = new HashMap<>();
        found(target, keys(records))
                .forEach((key, body) -> after.put(key, HexFormat.of().formatHex(form.hash(body))));
        log.complete(target, there.id(), after);
    }

    private void logAfter(Store target, Outcome outcome) throws InterruptedException {
        CanonicalForm form = new CanonicalForm();
        List<RecordKey> keys = outcome.preImages().stream().map(PreImage::key).toList();
        Map<RecordKey, Document> after = found(target, keys);
        List<Entry> entries = new ArrayList<>();
        for (PreImage each : outcome.preImages()) {
            if (!each.key().isNone()) {
                entries.add(new Entry(
                        each.key(),
                        each.before().map(DataRecord::body),
                        Optional.ofNullable(after.get(each.key()))
                                .map(body -> HexFormat.of().formatHex(form.hash(body)))
                                .orElse("")));
            }
        }
        log.add(target, there.id(), entries);
    }

    private List<RecordKey> keys(List<DataRecord> records) {
        return there.key().isEmpty()
                ? List.of()
                : records.stream()
                        .map(each -> RecordKey.from(each.body(), there.key()))
                        .distinct()
                        .toList();
    }

    private Map<RecordKey, Document> found(Store target, List<RecordKey> keys) throws InterruptedException {
        Map<RecordKey, Document> found = new HashMap<>();
        if (!keys.isEmpty()) {
            for (DataRecord each : target.lookup().orElseThrow().findAllAs(there, keys)) {
                found.put(RecordKey.from(each.body(), there.key()), each.body());
            }
        }
        return found;
    }
}
