package dev.naust.migration.chunk;

import dev.naust.api.model.ContentHash;
import dev.naust.api.service.Pump.Portion;
import dev.naust.api.store.Rejected;
import java.util.List;

/** Writes the records of one chunk. For one thread at a time; closed after each chunk. */
public interface ChunkWriter extends AutoCloseable {

    /** Takes records. */
    Written write(Portion portion) throws InterruptedException;

    /** Makes everything taken part of the transaction, or durable where there is none. */
    Written flush() throws InterruptedException;

    @Override
    void close();

    /**
     * What became of records.
     *
     * @param content what the target must hold for them
     */
    record Written(long written, long bytes, List<Rejected> rejected, ContentHash content) {}
}
