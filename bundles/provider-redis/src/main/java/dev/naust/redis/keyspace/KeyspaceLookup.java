package dev.naust.redis.keyspace;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.record.Placed;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Finds single keys of a keyspace. */
public final class KeyspaceLookup {
    private final Keyspace keyspace;
    private final KeyFetch fetch;

    /** Finds in a keyspace. */
    public KeyspaceLookup(Redis redis, Keyspace keyspace, Clock clock) {
        this.keyspace = keyspace;
        this.fetch = new KeyFetch(redis, keyspace, new ReadAs(false, false), ReadRequest.LARGE_VALUE, clock);
    }

    /** The key of this name with its value. */
    public Optional<DataRecord> find(RecordKey key) {
        return findAll(List.of(key)).stream().findFirst();
    }

    /** The keys of these names that are there, with their values. */
    public List<DataRecord> findAll(List<RecordKey> keys) {
        List<byte[]> names =
                keys.stream().map(this::name).flatMap(Optional::stream).toList();
        return fetch.fetch(fetch.look(names)).stream().map(Placed::record).toList();
    }

    private Optional<byte[]> name(RecordKey key) {
        int at = key.names().indexOf(Keyspace.KEY);
        Value value = at < 0 ? Value.ofNull() : key.values().get(at);
        return Keyspace.key(value).filter(keyspace::holds);
    }
}
