package dev.naust.redis.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.FieldCheck;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import dev.naust.redis.record.Held;
import dev.naust.redis.record.Placed;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds single records of a collection by their keys. */
public final class CollectionLookup {
    private final Redis redis;
    private final Collection collection;
    private final Clock clock;

    /** Finds in a collection. */
    public CollectionLookup(Redis redis, Collection collection, Clock clock) {
        this.redis = redis;
        this.collection = collection;
        this.clock = clock;
    }

    /** The record with this key, its parts in whatever order. Values above a mebibyte stay streamed while the store is open. */
    public Optional<DataRecord> find(RecordKey key) {
        return findAll(List.of(key)).stream().findFirst();
    }

    /** The records with these keys that are there, by two round trips for all of them. */
    public List<DataRecord> findAll(List<RecordKey> keys) {
        List<byte[]> places =
                keys.stream().map(this::place).flatMap(Optional::stream).toList();
        List<Object> scores = redis.sendAll(places.stream()
                .map(place -> Request.on(collection.index(), Command.ZSCORE, place))
                .toList());
        List<byte[]> there = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            if (scores.get(i) != null) {
                there.add(places.get(i));
            }
        }
        Rows rows = new Rows(redis, collection, clock, ReadRequest.LARGE_VALUE);
        return rows.fetch(there).stream().map(Placed::record).toList();
    }

    /** Where the record with this key would be; empty where none can have it. */
    private Optional<byte[]> place(RecordKey key) {
        Schema schema = collection.schema();
        List<Value> values = new ArrayList<>();
        for (String name : schema.key()) {
            int at = key.names().indexOf(name);
            if (at < 0) {
                throw new StoreException(
                        RedisErrorCode.NO_KEY,
                        "Records of \"" + schema.id() + "\" are found by " + schema.key() + ", not by " + key.names());
            }
            Kind kind = schema.byName().get(name).type().kind();
            Value value = FieldCheck.normal(kind, key.values().get(at));
            if (value.kind() != kind) {
                return Optional.empty();
            }
            values.add(Held.inMemory(value));
        }
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(collection.keys().place(values));
    }
}
