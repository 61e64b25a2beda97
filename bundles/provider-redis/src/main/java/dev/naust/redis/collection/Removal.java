package dev.naust.redis.collection;

import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.Request;
import dev.naust.redis.form.KeyForm;
import java.util.ArrayList;
import java.util.List;

/** Takes records out of a collection with everything that belongs to them. */
final class Removal {
    private static final int AT_ONCE = 500;

    private final Redis redis;
    private final Collection collection;
    private final Scripts scripts;
    private final KeyForm keys;

    Removal(Redis redis, Collection collection, Scripts scripts) {
        this.redis = redis;
        this.collection = collection;
        this.scripts = scripts;
        this.keys = collection.keys();
    }

    /** The request that removes the record at a place of an index. */
    Request request(byte[] index, byte[] place) {
        byte[] name = keys.name(place);
        return Request.run(
                scripts.remove,
                List.of(collection.record(name), index, collection.unique(), collection.claimed()),
                place,
                name,
                collection.largePrefix());
    }

    /** Removes all records of an index. */
    void all(byte[] index) {
        List<?> places = some(index);
        while (!places.isEmpty()) {
            List<Request> requests = new ArrayList<>();
            places.forEach(place -> requests.add(request(index, (byte[]) place)));
            redis.sendAll(requests);
            places = some(index);
        }
    }

    private List<?> some(byte[] index) {
        Object places = redis.send(Request.on(index, Command.ZRANGE, Request.number(0), Request.number(AT_ONCE - 1L)));
        return places == null ? List.of() : (List<?>) places;
    }
}
