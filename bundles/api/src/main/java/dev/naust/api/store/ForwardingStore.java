package dev.naust.api.store;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A store that leaves the everyday calls to another: what a subclass is there for, it does itself. It has none of the other's
 * ports but those that the subclass hands on, so that nobody gets past it. As safe for several threads as the other is.
 */
public abstract class ForwardingStore implements Store {
    private final Store store;

    /** @param store which answers */
    protected ForwardingStore(Store store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    @Override
    public void check(Duration timeout) {
        store.check(timeout);
    }

    @Override
    public List<Dataset> datasets() {
        return store.datasets();
    }

    @Override
    public Schema describe(DatasetId id) {
        return store.describe(id);
    }

    @Override
    public RecordReader read(ReadRequest request) {
        return store.read(request);
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        return store.write(request);
    }

    @Override
    public TypeMapper types() {
        return store.types();
    }
}
