package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.Pump.Portion;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.migration.Arrival.Outcome;
import dev.naust.migration.chunk.ChunkWriter;
import dev.naust.migration.chunk.ChunkedCopy;
import dev.naust.migration.rollback.UndoLog;
import dev.naust.migration.rollback.UndoLog.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes chunks into a collection that the target had before, each with what it takes to undo it.
 *
 * @param transactional whether chunks are written in transactions; else what is to be changed is logged before it is
 */
record MeetingChunks(Arrival arrival, Schema there, UndoLog log, boolean transactional, Consumer<Outcome> onArrival)
        implements ChunkedCopy.Writers {

    @Override
    public ChunkWriter open(Store target, boolean perhapsThere, long chunk) {
        return new Chunk(target);
    }

    private final class Chunk implements ChunkWriter {
        private final CanonicalForm form = new CanonicalForm();
        private final Latecomers late = new Latecomers(there);
        private final Store target;

        Chunk(Store target) {
            this.target = target;
        }

        @Override
        public Written write(Portion portion) throws InterruptedException {
            Outcome outcome = arrive(portion.records());
            return new Written(outcome.written(), outcome.bytes(), late.hold(outcome.rejected()), outcome.content());
        }

        private Outcome arrive(List<DataRecord> records) throws InterruptedException {
            if (!transactional) {
                logBefore(records);
            }
            Outcome outcome = arrival.arrive(target, records);
            if (transactional) {
                logAfter(outcome);
            } else {
                noteAfter(records);
            }
            onArrival.accept(outcome);
            return outcome;
        }

        /** Everything that might be changed, because afterwards it could be too late. */
        private void logBefore(List<DataRecord> records) throws InterruptedException {
            List<RecordKey> keys = keys(records);
            Map<RecordKey, Document> before = found(keys);
            List<Entry> entries = new ArrayList<>();
            keys.forEach(key -> entries.add(new Entry(key, Optional.ofNullable(before.get(key)), "")));
            log.add(target, there.id(), entries);
        }

        /** What changes them from now on is somebody else's. */
        private void noteAfter(List<DataRecord> records) throws InterruptedException {
            Map<RecordKey, String> after = new HashMap<>();
            found(keys(records))
                    .forEach((key, body) -> after.put(key, HexFormat.of().formatHex(form.hash(body))));
            log.complete(target, there.id(), after);
        }

        private void logAfter(Outcome outcome) throws InterruptedException {
            List<RecordKey> keys =
                    outcome.preImages().stream().map(Arrival.PreImage::key).toList();
            Map<RecordKey, Document> after = found(keys);
            List<Entry> entries = new ArrayList<>();
            for (Arrival.PreImage each : outcome.preImages()) {
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

        private Map<RecordKey, Document> found(List<RecordKey> keys) throws InterruptedException {
            Map<RecordKey, Document> found = new HashMap<>();
            if (!keys.isEmpty()) {
                for (DataRecord each : target.lookup().orElseThrow().findAllAs(there, keys)) {
                    found.put(RecordKey.from(each.body(), there.key()), each.body());
                }
            }
            return found;
        }

        @Override
        public Written flush() throws InterruptedException {
            ContentHash.Accumulator content = new ContentHash.Accumulator();
            long[] done = new long[2];
            List<Rejected> left = late.arrive(records -> {
                Outcome outcome = arrive(records);
                done[0] += outcome.written();
                done[1] += outcome.bytes();
                content.add(outcome.content());
                return outcome;
            });
            return new Written(done[0], done[1], left, content.result());
        }

        @Override
        public void close() {
            // Every portion is done when it was written.
        }
    }
}
