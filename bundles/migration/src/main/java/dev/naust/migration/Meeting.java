package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Pump;
import dev.naust.api.store.ForwardingStore;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Moves one collection's records among those that the target holds already, each batch whole or not at all. */
final class Meeting {
    private final Pump pump;
    private final CollectionPlan plan;
    private final Schema there;
    private final Options options;
    private final Store source;
    private final Store target;
    private final Arrival arrival;

    Meeting(Pump pump, CollectionPlan plan, Options options, Store source, Store target) {
        this(
                pump,
                plan,
                options,
                source,
                target,
                Arrival.of(options.conflict(), plan.writeAs(), plan.there().orElseThrow()));
    }

    /** With a way of its own for records to arrive. */
    Meeting(Pump pump, CollectionPlan plan, Options options, Store source, Store target, Arrival arrival) {
        this.arrival = arrival;
        this.pump = pump;
        this.plan = plan;
        this.there = plan.there().orElseThrow();
        this.options = options;
        this.source = source;
        this.target = target;
    }

    /**
     * What came of it.
     *
     * @param content what the target must hold now of what the source brings
     */
    record Met(Pump.Copied copied, long written, long skipped, ContentHash content) {}

    /**
     * Moves the records.
     *
     * @param onArrival is told of every batch after it is done
     */
    Met move(long maxRejects, LongConsumer onRecords, Consumer<Rejected> onReject, Consumer<Arrival.Outcome> onArrival)
            throws InterruptedException {
        Arriving arriving = new Arriving(onArrival);
        Pump.Copied copied = pump.copy(copy(arriving, maxRejects, onRecords, onReject));
        return new Met(copied, arriving.written, arriving.skipped, arriving.content.result());
    }

    /** What the target holds of what the source brings, found by the source's keys. */
    ContentHash prove() throws InterruptedException {
        if (there.key().isEmpty()) {
            return pump.hash(target, ReadRequest.of(there.id()).as(plan.writeAs()), records -> {});
        }
        Looking looking = new Looking();
        pump.copy(copy(new TakingWriter(looking::look), Long.MAX_VALUE, records -> {}, rejected -> {}));
        return looking.content.result();
    }

    /**
     * What to say of records of the source that have one key in the target, when what it holds is what the policy makes of them;
     * empty when it is not, or there are none.
     *
     * @param rejected how many records did not arrive
     */
    Optional<String> repeats(long rejected) throws InterruptedException {
        return new Repeats(options.conflict(), there, target)
                .look(writer -> pump.copy(copy(writer, Long.MAX_VALUE, records -> {}, each -> {})), rejected);
    }

    private Pump.Copy copy(RecordWriter writer, long maxRejects, LongConsumer onRecords, Consumer<Rejected> onReject) {
        return new Pump.Copy(
                source,
                ReadRequest.of(plan.source()).as(plan.readAs()),
                new Sink(writer, target),
                WriteRequest.insert(plan.writeAs()),
                options.batchSize(),
                maxRejects,
                onRecords,
                onReject);
    }

    /** Lets every batch arrive. */
    private final class Arriving implements RecordWriter {
        private final Consumer<Arrival.Outcome> onArrival;
        private final ContentHash.Accumulator content = new ContentHash.Accumulator();
        private final Latecomers late = new Latecomers(there);
        private long written;
        private long skipped;

        Arriving(Consumer<Arrival.Outcome> onArrival) {
            this.onArrival = onArrival;
        }

        @Override
        public WriteReport write(List<DataRecord> batch) throws InterruptedException {
            Arrival.Outcome outcome = arrive(batch);
            return new WriteReport(
                    outcome.written() + outcome.skipped(), outcome.bytes(), late.hold(outcome.rejected()));
        }

        private Arrival.Outcome arrive(List<DataRecord> batch) throws InterruptedException {
            Optional<Transactions> transactions = target.transactions();
            Arrival.Outcome outcome = transactions.isPresent()
                    ? transactions.get().inTransaction(bound -> arrival.arrive(bound, batch))
                    : arrival.arrive(target, batch);
            written += outcome.written();
            skipped += outcome.skipped();
            content.add(outcome.content());
            onArrival.accept(outcome);
            return outcome;
        }

        @Override
        public WriteReport flush() throws InterruptedException {
            long[] done = new long[2];
            List<Rejected> left = late.arrive(records -> {
                Arrival.Outcome outcome = arrive(records);
                done[0] += outcome.written() + outcome.skipped();
                done[1] += outcome.bytes();
                return outcome;
            });
            return new WriteReport(done[0], done[1], left);
        }

        @Override
        public void close() {
            // Every batch is done when it was written.
        }
    }

    /** Writes nothing and looks up what is there for every record. */
    private final class Looking {
        private final CanonicalForm form = new CanonicalForm();
        private final ContentHash.Accumulator content = new ContentHash.Accumulator();

        /** A store may find more by a key than is meant: {@code Zoe} by {@code ZOE}, where its key tells no case apart. */
        void look(List<DataRecord> batch) throws InterruptedException {
            Map<ByteBuffer, Integer> wanted = new HashMap<>();
            List<RecordKey> keys = new ArrayList<>();
            for (DataRecord each : batch) {
                RecordKey key = RecordKey.from(each.body(), there.key());
                if (wanted.merge(identity(key), 1, Integer::sum) == 1) {
                    keys.add(key);
                }
            }
            for (DataRecord each : target.lookup().orElseThrow().findAllAs(there, keys)) {
                RecordKey key = RecordKey.from(each.body(), there.key());
                for (int times = wanted.getOrDefault(identity(key), 0); times > 0; times--) {
                    content.add(form.hash(plan.writeAs().only(each.body())));
                }
            }
        }

        private ByteBuffer identity(RecordKey key) {
            return ByteBuffer.wrap(form.hash(key.toDocument()));
        }
    }

    /** A store that hands every record to one writer; a pump asks it for nothing else. */
    private static final class Sink extends ForwardingStore {
        private final RecordWriter writer;

        Sink(RecordWriter writer, Store target) {
            super(target);
            this.writer = writer;
        }

        @Override
        public RecordWriter write(WriteRequest request) {
            return writer;
        }

        @Override
        public void close() {
            // Whoever opened the target closes it.
        }
    }
}
