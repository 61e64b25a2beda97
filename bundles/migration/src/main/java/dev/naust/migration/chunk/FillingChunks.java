package dev.naust.migration.chunk;

import dev.naust.api.model.Schema;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;

/** Opens writers for a collection that the run made itself: records are new, unless they may be there from an earlier try. */
public record FillingChunks(Schema schema) implements ChunkedCopy.Writers {
    @Override
    public ChunkWriter open(Store target, boolean perhapsThere, long chunk) {
        WriteMode mode = perhapsThere ? WriteMode.UPSERT : WriteMode.INSERT;
        return new FillingChunk(target, new WriteRequest(schema, mode, !perhapsThere));
    }
}
