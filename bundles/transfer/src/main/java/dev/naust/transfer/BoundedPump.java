package dev.naust.transfer;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.model.Schema;
import dev.naust.api.service.Pump;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Component;

/** The pump: a {@link Feed} on one side, a writer on the calling thread, conversions and hashes between. */
@Component
public final class BoundedPump implements Pump {
    private static final int HASH_BATCH = 2_000;

    @Override
    public Copied copy(Copy copy) throws InterruptedException {
        Schema from = copy.read()
                .readAs()
                .orElseThrow(() -> new IllegalArgumentException("A copy needs to know what to read its fields as"));
        RowConverter converter = new RowConverter(from, copy.write().schema());
        CopyTally tally = new CopyTally(copy);
        Packing packing = new Packing(from, copy.write().schema(), copy.batchSize());
        try (Feed feed = new Feed(
                        copy.source().read(copy.read()),
                        copy.read().dataset(),
                        copy.batchSize(),
                        batch -> tally.read(converter, batch),
                        new Feed.Packs(packing, tally::read));
                RecordWriter writer = copy.target().write(copy.write())) {
            packing.decide(writer.takesPacked());
            boolean complete = feed.drain(new Writing(writer, tally, packing)) && !tally.isOverLimit();
            if (complete) {
                tally.written(writer.flush());
            }
            return tally.result(complete);
        }
    }

    @Override
    public Intake take(Store source, ReadRequest read, Schema to, int batchSize) {
        Schema from = read.readAs()
                .orElseThrow(() -> new IllegalArgumentException("An intake needs to know what to read its fields as"));
        return new FeedIntake(source, read, new RowConverter(from, to), batchSize);
    }

    /** Writes what comes, until too much of it is rejected. */
    private record Writing(RecordWriter writer, CopyTally tally, Packing packing) implements Feed.Taker {
        @Override
        public boolean take(List<DataRecord> records) throws InterruptedException {
            if (tally.isOverLimit()) {
                return false;
            }
            if (!records.isEmpty()) {
                tally.written(writer.write(records));
            }
            return true;
        }

        @Override
        public boolean take(PackedRecords records) throws InterruptedException {
            if (tally.isOverLimit()) {
                return false;
            }
            tally.written(writer.write(records));
            packing.giveBack(records);
            return true;
        }
    }

    @Override
    public ContentHash hash(Store store, ReadRequest request, LongConsumer onRecords) throws InterruptedException {
        RecordReader reader = store.read(request);
        Optional<ContentHash> told = content(reader, onRecords);
        return told.isPresent() ? told.get() : hash(reader, request, onRecords);
    }

    /** What the reader tells by itself; it is closed unless it still has all to hand out. */
    private static Optional<ContentHash> content(RecordReader reader, LongConsumer onRecords)
            throws InterruptedException {
        boolean untouched = false;
        try {
            Optional<ContentHash> told = reader.content(onRecords);
            untouched = told.isEmpty();
            return told;
        } finally {
            if (!untouched) {
                reader.close();
            }
        }
    }

    private static ContentHash hash(RecordReader reader, ReadRequest request, LongConsumer onRecords)
            throws InterruptedException {
        CanonicalForm form = new CanonicalForm();
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        try (Feed feed = new Feed(reader, request.dataset(), HASH_BATCH, UnaryOperator.identity())) {
            for (Optional<List<DataRecord>> batch = feed.take(); batch.isPresent(); batch = feed.take()) {
                for (DataRecord each : batch.get()) {
                    sum.add(form.hash(each.body()));
                }
                onRecords.accept(batch.get().size());
            }
        }
        return sum.result();
    }

    @Override
    public void read(Reading reading) throws InterruptedException {
        CommonForm form = new CommonForm(reading.from(), reading.as());
        try (Feed feed = new Feed(reading.store(), reading.read(), HASH_BATCH, UnaryOperator.identity())) {
            for (Optional<List<DataRecord>> batch = feed.take(); batch.isPresent(); batch = feed.take()) {
                for (DataRecord each : batch.get()) {
                    reading.sink().accept(each, form.of(each.body()));
                }
            }
        }
    }
}
