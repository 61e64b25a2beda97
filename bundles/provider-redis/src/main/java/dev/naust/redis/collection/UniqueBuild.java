package dev.naust.redis.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import dev.naust.redis.form.KeyForm;
import dev.naust.redis.record.Placed;
import dev.naust.redis.record.RecordSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the unique indexes of a collection that has its records already; nothing is left of them when two records clash. */
final class UniqueBuild {
    private final Redis redis;
    private final Collection collection;
    private final Schema indexed;
    private final Scripts scripts;
    private final KeyForm keys;

    UniqueBuild(Redis redis, Collection collection, Schema indexed, Scripts scripts) {
        this.redis = redis;
        this.collection = collection;
        this.indexed = indexed;
        this.scripts = scripts;
        this.keys = collection.keys();
    }

    void run() throws InterruptedException {
        clear();
        UniqueForm form = new UniqueForm(indexed);
        RecordSource source = new CollectionSource(redis, collection, null, ReadRequest.LARGE_VALUE, Clock.systemUTC());
        boolean done = false;
        try {
            List<Placed> some = source.next();
            while (!some.isEmpty()) {
                claim(form, some);
                some = source.next();
            }
            done = true;
        } finally {
            if (!done && !redis.isClosed()) {
                clear();
            }
        }
    }

    private void claim(UniqueForm form, List<Placed> records) {
        List<Request> requests = new ArrayList<>();
        List<Row.Claim> claims = new ArrayList<>();
        for (Placed each : records) {
            for (Row.Claim claim : form.claims(values(each.record()))) {
                claims.add(claim);
                requests.add(Request.run(
                        scripts.claim,
                        List.of(collection.unique(), collection.claimed()),
                        claim.bytes(),
                        keys.name(each.place()),
                        each.place()));
            }
        }
        List<Object> answers = redis.sendAll(requests);
        for (int i = 0; i < answers.size(); i++) {
            if (Long.valueOf(0).equals(answers.get(i))) {
                throw new StoreException(
                        RedisErrorCode.NOT_UNIQUE,
                        "The unique index \"" + claims.get(i).index() + "\" cannot be made: records of \""
                                + indexed.id() + "\" agree in its fields");
            }
        }
    }

    private Map<String, Value> values(DataRecord record) {
        Map<String, Value> values = new HashMap<>();
        for (Field field : indexed.fields()) {
            record.body().get(field.name()).ifPresent(value -> values.put(field.name(), value));
        }
        return values;
    }

    private void clear() {
        redis.sendAll(List.of(
                Request.on(collection.unique(), Command.UNLINK), Request.on(collection.claimed(), Command.UNLINK)));
    }
}
