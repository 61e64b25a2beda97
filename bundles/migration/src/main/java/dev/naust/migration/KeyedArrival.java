package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds records by their keys and lets a policy decide between what is there and what comes. */
final class KeyedArrival implements Arrival {
    private final Conflict policy;
    private final Schema writeAs;
    private final Schema there;

    /**
     * @param writeAs the fields that records bring
     * @param there all fields that the target's collection declares and that can be written
     */
    KeyedArrival(Conflict policy, Schema writeAs, Schema there) {
        this.policy = policy;
        this.writeAs = writeAs;
        this.there = there;
    }

    @Override
    public Outcome arrive(Store target, List<DataRecord> records) throws InterruptedException {
        Batch batch = new Batch();
        List<DataRecord> waiting = records;
        // Records of one key meet one after the other, so that each sees what the one before it left.
        while (!waiting.isEmpty()) {
            waiting = round(target, waiting, batch);
        }
        return batch.outcome();
    }

    private List<DataRecord> round(Store target, List<DataRecord> records, Batch batch) throws InterruptedException {
        if (there.key().isEmpty()) {
            batch.write(
                    target,
                    WriteRequest.insert(writeAs),
                    records.stream().map(Write::add).toList());
            return List.of();
        }
        Map<ByteBuffer, DataRecord> first = new LinkedHashMap<>();
        List<DataRecord> again = new ArrayList<>();
        for (DataRecord each : records) {
            if (first.putIfAbsent(batch.identity(each), each) != null) {
                again.add(each);
            }
        }
        Map<ByteBuffer, DataRecord> found = found(target, List.copyOf(first.values()), batch);
        List<Write> added = new ArrayList<>();
        List<Write> changed = new ArrayList<>();
        first.forEach((identity, each) -> {
            DataRecord present = found.get(identity);
            if (present == null) {
                added.add(Write.add(each));
            } else {
                batch.meet(present, each).ifPresent(changed::add);
            }
        });
        batch.write(target, WriteRequest.insert(writeAs), added);
        batch.write(target, WriteRequest.upsert(there), changed);
        return again;
    }

    /** A record to write, and what it takes the place of. */
    private record Write(DataRecord next, Optional<DataRecord> before) {
        static Write add(DataRecord next) {
            return new Write(next, Optional.empty());
        }
    }

    private RecordKey key(DataRecord each) {
        return RecordKey.from(each.body(), there.key());
    }

    private Map<ByteBuffer, DataRecord> found(Store target, List<DataRecord> records, Batch batch)
            throws InterruptedException {
        Map<ByteBuffer, DataRecord> found = new HashMap<>();
        if (records.isEmpty()) {
            return found;
        }
        Lookup lookup = target.lookup()
                .orElseThrow(() -> new StoreException(
                        CommonError.UNSUPPORTED,
                        "Records of " + there.id() + " cannot be found by their keys, so that nothing can be decided"
                                + " about those that are there already: choose a target collection that is empty"));
        List<RecordKey> keys = records.stream().map(this::key).toList();
        for (DataRecord each : lookup.findAllAs(there, keys)) {
            found.put(batch.identity(each), each);
        }
        return found;
    }

    /** A record as a writer for {@link #there} takes it. Documents may have fields that no schema names. */
    private DataRecord formed(Document whole, DataRecord incoming) {
        Document body = there.shape() == Shape.COLLECTION ? whole : there.only(whole);
        return DataRecord.of(there.key(), body, incoming.meta());
    }

    /** What has become of one batch so far. */
    private final class Batch {
        private final CanonicalForm form = new CanonicalForm();
        private final ContentHash.Accumulator content = new ContentHash.Accumulator();
        private final List<Rejected> rejected = new ArrayList<>();
        private final List<Collision> undecided = new ArrayList<>();
        private final List<PreImage> preImages = new ArrayList<>();
        private long written;
        private long skipped;
        private long bytes;

        /** By what a record is told from others; where the collection has no key, by its content. */
        ByteBuffer identity(DataRecord each) {
            return ByteBuffer.wrap(
                    form.hash(there.key().isEmpty() ? each.body() : key(each).toDocument()));
        }

        private boolean same(Document a, Document b) {
            return a == b || Arrays.equals(form.hash(a), form.hash(b));
        }

        private void holds(Document body) {
            content.add(form.hash(writeAs.only(body)));
        }

        /** Decides about a record that is there already; returns what to write in its place. */
        Optional<Write> meet(DataRecord present, DataRecord incoming) {
            Document whole = Settlement.of(policy, there, present.body(), incoming.body());
            if (!same(whole, present.body())) {
                return Optional.of(new Write(formed(whole, incoming), Optional.of(present)));
            }
            if (policy == Conflict.FAIL && differs(present, incoming)) {
                rejected.add(new Rejected(
                        incoming,
                        String.join(", ", there.key()),
                        "another record with this key is in "
                                + there.id()
                                + " already; choose SKIP, OVERWRITE, MERGE or INTERACTIVE to say what shall"
                                + " become of it"));
                return Optional.empty();
            }
            if (policy == Conflict.INTERACTIVE && differs(present, incoming)) {
                undecided.add(new Collision(key(incoming), present, incoming));
            }
            skipped++;
            holds(present.body());
            return Optional.empty();
        }

        private boolean differs(DataRecord present, DataRecord incoming) {
            return !same(Settlement.of(Conflict.OVERWRITE, there, present.body(), incoming.body()), present.body());
        }

        void write(Store target, WriteRequest request, List<Write> writes) throws InterruptedException {
            if (writes.isEmpty()) {
                return;
            }
            List<Rejected> refused = new ArrayList<>();
            try (RecordWriter writer = target.write(request)) {
                note(writer.write(writes.stream().map(Write::next).toList()), refused);
                note(writer.flush(), refused);
            }
            rejected.addAll(refused);
            Set<ByteBuffer> unwritten = new HashSet<>();
            refused.forEach(each -> unwritten.add(identity(each.record())));
            for (Write each : writes) {
                if (!unwritten.contains(identity(each.next()))) {
                    holds(each.next().body());
                    if (!there.key().isEmpty()) {
                        preImages.add(new PreImage(key(each.next()), each.before()));
                    }
                }
            }
        }

        private void note(WriteReport report, List<Rejected> refused) {
            written += report.written();
            bytes += report.bytes();
            refused.addAll(report.rejected());
        }

        Outcome outcome() {
            return new Outcome(written, skipped, bytes, rejected, undecided, preImages, content.result());
        }
    }
}
