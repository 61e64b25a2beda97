package dev.naust.migration.chunk;

import dev.naust.api.model.Schema;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;

/**
 * Opens writers for a collection that the run made itself: records are new, unless they may be there from an earlier try.
 *
 * @param transactional whether each chunk is written in a transaction, in which no writer can take away what was there before
 * @param rulesFirst whether keys and unique rules are there already, so that each record that breaks one is to be known
 */
public record FillingChunks(Schema schema, boolean transactional, boolean rulesFirst) implements ChunkedCopy.Writers {
    @Override
    public ChunkWriter open(Store target, boolean perhapsThere, long chunk) {
        WriteMode mode = perhapsThere ? WriteMode.UPSERT : WriteMode.INSERT;
        // After the first chunk the collection is not empty any more: a writer that replaces it would lose that chunk.
        boolean fresh = !perhapsThere && !rulesFirst && (transactional || chunk == 1);
        return new FillingChunk(target, new WriteRequest(schema, mode, fresh));
    }
}
