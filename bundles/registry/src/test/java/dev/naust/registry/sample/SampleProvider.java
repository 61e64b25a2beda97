package dev.naust.registry.sample;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A stranger's provider; its bundle's version tells one from another. */
public final class SampleProvider implements StoreProvider {

    @Override
    public String id() {
        return "sample";
    }

    @Override
    public ProviderInfo info() {
        return new ProviderInfo("Sample", "Holds nothing.", Set.of());
    }

    @Override
    public String configSchema() {
        return "{\"type\": \"object\", \"additionalProperties\": false}";
    }

    @Override
    public Store open(StoreConfig config) {
        return new SampleStore();
    }

    /** A store that holds nothing. */
    public static final class SampleStore implements Store {
        @Override
        public void check(Duration timeout) {}

        @Override
        public List<Dataset> datasets() {
            return List.of();
        }

        @Override
        public Schema describe(DatasetId id) {
            throw new UnsupportedOperationException("there is no collection " + id);
        }

        @Override
        public RecordReader read(ReadRequest request) {
            throw new UnsupportedOperationException("there are no collections");
        }

        @Override
        public RecordWriter write(WriteRequest request) {
            throw new UnsupportedOperationException("there are no collections");
        }

        @Override
        public TypeMapper types() {
            throw new UnsupportedOperationException("there are no types");
        }

        @Override
        public void close() {}
    }
}
