package dev.naust.migration;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import dev.naust.api.service.Pump.Portion;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.migration.Arrival.Outcome;
import dev.naust.migration.chunk.ChunkWriter;
import dev.naust.migration.chunk.ChunkedCopy;
import java.util.List;
import java.util.function.Consumer;

/** Writes chunks into a collection that the target had before. */
record MeetingChunks(Arrival arrival, Schema there, Consumer<Outcome> onArrival) implements ChunkedCopy.Writers {

    @Override
    public ChunkWriter open(Store target, boolean perhapsThere, long chunk) {
        return new Chunk(target);
    }

    private final class Chunk implements ChunkWriter {
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
            Outcome outcome = arrival.arrive(target, records);
            onArrival.accept(outcome);
            return outcome;
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
