package dev.naust.transfer;

import dev.naust.api.model.Kind;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.model.Schema;
import dev.naust.api.store.RecordReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/**
 * Packed records on their way from a reader to a writer, in a few batches that go round. A reader that can pack few of its
 * records is not asked for long.
 */
final class Packing {
    private static final int BATCHES = 4;

    /** How many records a batch must have gained before the next odd one, on the whole, for packing to be worth while. */
    private static final int WORTH_WHILE = 200;

    private final BlockingQueue<PackedRecords> empty = new ArrayBlockingQueue<>(BATCHES);
    private final CountDownLatch decided = new CountDownLatch(1);
    private final boolean possible;
    private volatile boolean wanted;
    private long packed;
    private long odd;

    /** For records that are read with some fields and written with others, which match by position. */
    Packing(Schema from, Schema to, int batchSize) {
        this.possible = PackedRecords.canHold(to)
                && kinds(from).equals(kinds(to))
                && RowConverter.forms(from, to).stream().allMatch(Optional::isEmpty);
        for (int i = 0; possible && i < BATCHES; i++) {
            empty.add(new PackedRecords(to, batchSize));
        }
    }

    private static List<Kind> kinds(Schema schema) {
        return schema.fields().stream().map(field -> field.type().kind()).toList();
    }

    /** What a reader had. */
    record Filled(PackedRecords records, RecordReader.Packed end) {}

    /** Says whether the writer wants packed records. */
    void decide(boolean byWriter) {
        wanted = byWriter;
        decided.countDown();
    }

    /** Whether the reader is to be asked; waits until the writer is known. */
    boolean isWorthWhile() throws InterruptedException {
        decided.await();
        return possible && wanted && odd * WORTH_WHILE <= packed + WORTH_WHILE;
    }

    /** Fills a batch, waiting until one is free. */
    Filled fill(RecordReader reader) throws InterruptedException {
        PackedRecords batch = empty.take();
        batch.clear();
        RecordReader.Packed end = reader.pack(batch);
        packed += batch.size();
        if (end == RecordReader.Packed.ODD) {
            odd++;
        }
        return new Filled(batch, end);
    }

    /** Takes a batch back that has been written. */
    void giveBack(PackedRecords batch) {
        empty.add(batch);
    }
}
