package dev.naust.transfer;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a collection on a thread of its own, a few batches ahead of whoever takes them: the one bounded hand-off between
 * reading and writing. A failure of the reader reaches the taker as itself.
 *
 * <p>The reader stays open until the feed is closed, because streamed content of its records ends with it.
 */
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** Batches waiting between reader and taker; with one at each side, at most four are in memory. */
    private static final int AHEAD = 2;

    private static final long BATCH_BYTES = 4L << 20;
    private static final long STOP_SECONDS = 10;

    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(AHEAD);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean drained;
    private final Thread thread;

    /** What the reading thread hands over: a batch, or the failure that ended it. */
    private record Item(
            List<DataRecord> records,
            @Nullable PackedRecords packed,
            Optional<Position> position,
            boolean last,
            @Nullable Throwable failure) {

        static Item end(@Nullable Throwable failure) {
            return new Item(List.of(), null, Optional.empty(), true, failure);
        }
    }

    /** Takes what was read: records, or packed ones. */
    interface Taker {
        /** Takes records; false to stop. */
        boolean take(List<DataRecord> records) throws InterruptedException;

        /** Takes packed records; false to stop. */
        boolean take(PackedRecords records) throws InterruptedException;
    }

    /** How records are packed, and what happens to them on the reading thread. */
    record Packs(Packing packing, Consumer<PackedRecords> prepare) {}

    /**
     * Starts reading.
     *
     * @param prepare is applied to every batch on the reading thread
     */
    Feed(Store source, ReadRequest request, int batchSize, UnaryOperator<List<DataRecord>> prepare) {
        this(source.read(request), request.dataset(), batchSize, prepare);
    }

    /** Starts reading from a reader, which belongs to the feed from now on. */
    Feed(RecordReader reader, DatasetId dataset, int batchSize, UnaryOperator<List<DataRecord>> prepare) {
        this(reader, dataset, batchSize, prepare, null);
    }

    /** The same, with records packed where that can be done. */
    Feed(
            RecordReader reader,
            DatasetId dataset,
            int batchSize,
            UnaryOperator<List<DataRecord>> prepare,
            @Nullable Packs packs) {
        this.thread = new Thread(() -> read(reader, batchSize, prepare, packs), "naust-read-" + dataset);
        thread.setDaemon(true);
        thread.start();
    }

    /** The next records, or empty when all were taken. Calls after the end are not allowed. */
    Optional<List<DataRecord>> take() throws InterruptedException {
        return takeBatch().map(Batch::records);
    }

    /** The same with where they end. */
    Optional<Batch> takeBatch() throws InterruptedException {
        Item item = takeItem();
        return item.last() ? Optional.empty() : Optional.of(new Batch(item.records(), item.position(), false));
    }

    /** Hands everything to a taker until there is no more; false when it stopped before. */
    boolean drain(Taker taker) throws InterruptedException {
        for (Item item = takeItem(); !item.last(); item = takeItem()) {
            PackedRecords packed = item.packed();
            if (packed == null ? !taker.take(item.records()) : !taker.take(packed)) {
                return false;
            }
        }
        return true;
    }

    private Item takeItem() throws InterruptedException {
        Item item = queue.take();
        if (item.failure() instanceof RuntimeException failure) {
            throw failure;
        }
        if (item.failure() instanceof Error failure) {
            throw failure;
        }
        return item;
    }

    private void read(
            RecordReader reader, int batchSize, UnaryOperator<List<DataRecord>> prepare, @Nullable Packs packs) {
        try (reader) {
            boolean last = false;
            while (!last) {
                if (packs != null && packs.packing().isWorthWhile()) {
                    last = pack(reader, packs, prepare);
                } else {
                    last = next(reader, batchSize, prepare);
                }
            }
            queue.put(Item.end(null));
            drained = true;
            closed.await();
        } catch (InterruptedException closed) {
            LOG.trace("Reading ended early because its taker closed the feed");
        } catch (Throwable failure) {
            hand(Item.end(failure));
        }
    }

    /** Reads packed records, and one as such where it cannot be packed; whether it was the last. */
    private boolean pack(RecordReader reader, Packs packs, UnaryOperator<List<DataRecord>> prepare)
            throws InterruptedException {
        Packing.Filled filled = packs.packing().fill(reader);
        if (filled.records().size() > 0) {
            packs.prepare().accept(filled.records());
            queue.put(new Item(List.of(), filled.records(), Optional.empty(), false, null));
        } else {
            packs.packing().giveBack(filled.records());
        }
        return switch (filled.end()) {
            case FULL -> false;
            case ODD -> next(reader, 1, prepare);
            case END -> true;
        };
    }

    /** Reads a batch; whether it was the last. */
    private boolean next(RecordReader reader, int batchSize, UnaryOperator<List<DataRecord>> prepare)
            throws InterruptedException {
        Batch batch = reader.next(batchSize, BATCH_BYTES);
        if (!batch.records().isEmpty()) {
            queue.put(new Item(prepare.apply(batch.records()), null, batch.position(), false, null));
        }
        return batch.last();
    }

    private void hand(Item item) {
        try {
            queue.put(item);
        } catch (InterruptedException closed) {
            LOG.debug("A failure came after the feed was closed", item.failure());
        }
    }

    /** Stops reading and closes the reader, waiting for it for at most ten seconds. */
    @Override
    public void close() {
        closed.countDown();
        if (!drained) {
            thread.interrupt();
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        while (thread.isAlive() && System.nanoTime() < deadline) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (thread.isAlive()) {
            LOG.warn("{} did not stop within {} s: its store is not answering", thread.getName(), STOP_SECONDS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
