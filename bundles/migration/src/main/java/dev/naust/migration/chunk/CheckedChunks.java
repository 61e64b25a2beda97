package dev.naust.migration.chunk;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.Pump.Portion;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks up what a chunk has written, inside its transaction where there is one, before the chunk counts as done: what is not as
 * it was read stops the run there and then.
 *
 * @param writeAs the fields that records bring
 * @param key by what they are found in the target, which can look records up
 */
public record CheckedChunks(ChunkedCopy.Writers writers, Schema writeAs, List<String> key)
        implements ChunkedCopy.Writers {
    /** A chunk has about a dozen batches of so many records at most, whose keys are remembered. */
    public static final int MOST_IN_A_BATCH = 2_000;

    private static final int AT_A_TIME = 500;

    @Override
    public ChunkWriter open(Store target, boolean perhapsThere, long chunk) {
        return new Chunk(target, writers.open(target, perhapsThere, chunk));
    }

    /** A key, and in how many records of the chunk it is. */
    private record Known(RecordKey key, int times) {}

    private final class Chunk implements ChunkWriter {
        private final CanonicalForm form = new CanonicalForm();
        private final ContentHash.Accumulator expected = new ContentHash.Accumulator();
        private final Map<ByteBuffer, Known> written = new LinkedHashMap<>();
        private final Store target;
        private final ChunkWriter inner;

        Chunk(Store target, ChunkWriter inner) {
            this.target = target;
            this.inner = inner;
        }

        @Override
        public Written write(Portion portion) throws InterruptedException {
            Written part = inner.write(portion);
            portion.records().forEach(each -> count(each, 1));
            return noted(part);
        }

        private Written noted(Written part) {
            expected.add(part.content());
            part.rejected().forEach(each -> count(each.record(), -1));
            return part;
        }

        private void count(DataRecord each, int times) {
            RecordKey found = RecordKey.from(each.body(), key);
            written.compute(identity(found), (identity, before) -> {
                int now = times + (before == null ? 0 : before.times());
                return now == 0 ? null : new Known(found, now);
            });
        }

        private ByteBuffer identity(RecordKey each) {
            return ByteBuffer.wrap(form.hash(each.toDocument()));
        }

        @Override
        public Written flush() throws InterruptedException {
            Written part = noted(inner.flush());
            check();
            return part;
        }

        private void check() throws InterruptedException {
            List<RecordKey> keys = written.values().stream().map(Known::key).toList();
            Lookup lookup = target.lookup().orElseThrow();
            ContentHash.Accumulator there = new ContentHash.Accumulator();
            for (int from = 0; from < keys.size(); from += AT_A_TIME) {
                List<RecordKey> some = new ArrayList<>(keys.subList(from, Math.min(keys.size(), from + AT_A_TIME)));
                for (DataRecord each : lookup.findAllAs(writeAs, some)) {
                    // A key that tells no case apart finds more than was written.
                    if (written.containsKey(identity(RecordKey.from(each.body(), key)))) {
                        there.add(form.hash(writeAs.only(each.body())));
                    }
                }
            }
            if (!there.result().equals(expected.result())) {
                throw new StoreException(
                        ServiceError.MIGRATION_DIFFERS,
                        "Of the records from " + keys.get(0) + " to " + keys.get(keys.size() - 1)
                                + ", which were just written, " + writeAs.id() + " holds something else: "
                                + expected.result() + " were read, " + there.result()
                                + " are there. Look for a trigger or another program that changes them");
            }
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
