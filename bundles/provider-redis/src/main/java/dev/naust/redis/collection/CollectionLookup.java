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
        return values.isEmpty() ? Optional.empty() : at(collection.keys().place(values));
    }

    private Optional<DataRecord> at(byte[] place) {
        boolean placed = redis.send(Request.on(collection.index(), Command.ZSCORE, place)) != null;
        if (!placed) {
            return Optional.empty();
        }
        Rows rows = new Rows(redis, collection, clock, ReadRequest.LARGE_VALUE);
        return rows.fetch(List.of(place)).stream().map(Placed::record).findFirst();
    }
}
