package dev.naust.postgres;

import dev.naust.api.store.Capability;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.ForwardingStore;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Search;
import dev.naust.api.store.Sql;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.util.Optional;

/** A store as it was at one moment: it is read, and nothing else. Safe for use by several threads. */
final class FrozenStore extends ForwardingStore {
    private static final String NOTHING_ELSE = "A snapshot can only be read; use the store itself";

    private final PostgresStore store;

    /** @param store whose sessions see the snapshot and cannot write; closed with this */
    FrozenStore(PostgresStore store) {
        super(store);
        this.store = store;
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
