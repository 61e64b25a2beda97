package dev.naust.postgres;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Capability;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Search;
import dev.naust.api.store.Sql;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A store as it was at one moment: it is read, and nothing else. Safe for use by several threads. */
final class FrozenStore implements Store {
    private static final String NOTHING_ELSE = "A snapshot can only be read; use the store itself";

    private final PostgresStore store;

    /** @param store whose sessions see the snapshot and cannot write; closed with this */
    FrozenStore(PostgresStore store) {
        this.store = store;
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
    public long count(ReadRequest request) throws InterruptedException {
        return store.count(request);
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        throw new StoreException(CommonError.UNSUPPORTED, NOTHING_ELSE);
    }

    @Override
    public TypeMapper types() {
        return store.types();
    }

    @Override
    public Optional<Lookup> lookup() {
        return store.lookup();
    }

    @Override
    public Optional<Sql> sql() {
        return store.sql();
    }

    @Override
    public Optional<Search> search() {
        return store.search();
    }

    @Override
    public String without(Capability capability) {
        return NOTHING_ELSE;
    }

    @Override
    public void close() {
        store.close();
    }
}
