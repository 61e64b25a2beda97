package dev.naust.migration.chunk;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.Schema;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Pump.Intake;
import dev.naust.api.service.Pump.Portion;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.Transactions;
import dev.naust.migration.reshape.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Copies one collection in chunks. A chunk is written together with its checkpoint in one transaction of the target, so that
 * both are there or neither; where the target has none the checkpoint follows the chunk, and a chunk that may be there in part
 * is written by key once more. For one thread at a time.
 */
public final class ChunkedCopy {
    /** Large enough that a transaction and a checkpoint cost little, small enough that little is done twice. */
    private static final long CHUNK_BATCHES = 12;

    private static final long CHUNK_BYTES = 24L << 20;

    private final Pump pump;
    private final Work work;
    private final Checkpoints checkpoints;
    private Checkpoint state;
    private boolean perhapsThere;

    /**
     * What to copy.
     *
     * @param read asks for positions
     * @param to the target's fields
     * @param batchSize records read at a time; a dozen of these is a chunk
     * @param maxRejects stop after so many rejects
     * @param writers opens the writer of each chunk
     * @param filling whether the run made the collection itself
     * @param whole whether all of it is one chunk
     * @param pace how fast records pass
     * @param onWritten is told of each chunk when it is there
     * @param notes keeps what was left out of a chunk before the chunk is there
     * @param onReject is told of every record that was left out of a chunk that is there
     */
    public record Work(
            Store source,
            ReadRequest read,
            Store target,
            Schema to,
            int batchSize,
            long maxRejects,
            Writers writers,
            boolean filling,
            boolean whole,
            Pace pace,
            Consumer<Checkpoint> onWritten,
            Notes notes,
            Consumer<Rejected> onReject) {}

    /** What a run notes for people to put right. */
    @FunctionalInterface
    public interface Notes {
        /** Writes down what a chunk rejects and all that was noted so far, and says how far that goes. */
        Noted keep(List<Rejected> rejects);
    }

    /** Opens writers. */
    @FunctionalInterface
    public interface Writers {
        /**
         * The writer of a chunk.
         *
         * @param target the store, or one that is bound to the chunk's transaction
         * @param perhapsThere whether records of the chunk may be there already
         * @param chunk its number
         */
        ChunkWriter open(Store target, boolean perhapsThere, long chunk);
    }

    /**
     * A copy that goes on.
     *
     * @param from the last checkpoint
     * @param perhapsThere whether something behind that checkpoint may have been written
     */
    public ChunkedCopy(Pump pump, Work work, Checkpoints checkpoints, Checkpoint from, boolean perhapsThere) {
        this.pump = pump;
        this.work = work;
        this.checkpoints = checkpoints;
        this.state = from;
        this.perhapsThere = perhapsThere;
    }

    /** In about how many chunks so many records are written that have a key. */
    public static long chunks(long records, long bytes, int batchSize) {
        long full = CHUNK_BATCHES * batchSize;
        return Math.max(1, Math.max((records + full - 1) / full, (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES));
    }

    /** Copies what is left. */
    public Pump.Copied run() throws InterruptedException {
        while (isWanted()) {
            take();
        }
        return new Pump.Copied(
                state.read(), state.written(), state.rejected(), state.bytes(), state.content(), state.done());
    }

    private boolean isWanted() {
        return !state.done() && state.rejected() <= work.maxRejects();
    }

    /** Copies on until all is there or batches are to have another size, because records are to pass faster or slower. */
    private void take() throws InterruptedException {
        ReadRequest request =
                state.position().map(place -> work.read().resumeAfter(place)).orElseGet(work.read()::withPositions);
        int batch = work.pace().most(work.batchSize());
        try (Intake intake = pump.take(work.source(), request, work.to(), batch)) {
            Optional<Transactions> transactions = work.target().transactions();
            while (isWanted() && batch == work.pace().most(work.batchSize())) {
                work.pace().await();
                Chunk chunk = new Chunk(state);
                if (transactions.isPresent() && work.filling()) {
                    transactions.get().whileFilling(bound -> chunk.write(intake, bound, false));
                } else if (transactions.isPresent()) {
                    transactions.get().inTransaction(bound -> chunk.write(intake, bound, false));
                } else {
                    chunk.write(intake, work.target(), perhapsThere);
                }
                state = chunk.reached();
                perhapsThere = false;
                chunk.rejects().forEach(work.onReject());
                work.onWritten().accept(state);
            }
        }
    }

    /** One chunk while it is written. Records are handed on as they come, so that a chunk costs no memory. */
    private final class Chunk {
        private final Checkpoint before;
        private final ContentHash.Accumulator content = new ContentHash.Accumulator();
        private final List<Rejected> rejects = new ArrayList<>();
        private long read;
        private long written;
        private long bytes;
        private Checkpoint reached;

        Chunk(Checkpoint before) {
            this.before = before;
            this.reached = before;
        }

        boolean write(Intake intake, Store target, boolean again) throws InterruptedException {
            Optional<Portion> last = Optional.empty();
            boolean ended = false;
            try (ChunkWriter writer = work.writers().open(target, again, before.number() + 1)) {
                while (!ended && !isFull(last)) {
                    Optional<Portion> next = intake.next();
                    ended = next.isEmpty();
                    if (next.isPresent()) {
                        last = next;
                        read += next.get().read();
                        rejects.addAll(next.get().rejected());
                        if (work.whole() || next.get().position().isEmpty()) {
                            work.pace().await();
                        }
                        work.pace().pass((int) next.get().read());
                        count(writer.write(next.get()));
                    }
                }
                count(writer.flush());
            }
            content.add(before.content());
            reached = new Checkpoint(
                    before.part(),
                    before.number() + 1,
                    last.flatMap(Portion::position).or(before::position),
                    before.read() + read,
                    before.written() + written,
                    before.rejected() + rejects.size(),
                    before.bytes() + bytes,
                    content.result(),
                    ended,
                    // First the notes: what a checkpoint counts is not found a second time.
                    Optional.of(work.notes().keep(rejects)));
            checkpoints.add(target, reached);
            return ended;
        }

        /** Without a place to go on from, or with records that wait for others, a chunk is never full: all of it is one. */
        private boolean isFull(Optional<Portion> last) {
            return last.flatMap(Portion::position).isPresent()
                            && !work.whole()
                            && (read >= work.pace().visible(CHUNK_BATCHES * work.batchSize())
                                    || bytes >= CHUNK_BYTES
                                    || work.pace().isPaused())
                    || before.rejected() + rejects.size() > work.maxRejects();
        }

        private void count(ChunkWriter.Written part) {
            written += part.written();
            bytes += part.bytes();
            rejects.addAll(part.rejected());
            content.add(part.content());
        }

        Checkpoint reached() {
            return reached;
        }

        List<Rejected> rejects() {
            return rejects;
        }
    }
}
