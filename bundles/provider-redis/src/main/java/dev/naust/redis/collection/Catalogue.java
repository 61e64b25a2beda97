package dev.naust.redis.collection;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.store.StoreException;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import dev.naust.json.SchemaDocument;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The collections that Naust made in a Redis store, kept there in the hash {@code naust:collections}. */
public final class Catalogue {
    private static final byte[] KEY = (Collection.OWN + "collections").getBytes(StandardCharsets.UTF_8);

    private final Redis redis;
    private final ExactJson json = new ExactJson();

    /** The catalogue of a server. */
    public Catalogue(Redis redis) {
        this.redis = redis;
    }

    /** All collections, sorted by id. */
    public List<Collection> all() {
        List<?> entries = (List<?>) redis.send(Request.on(KEY, Command.HVALS));
        List<Collection> collections = new ArrayList<>();
        for (Object entry : entries == null ? List.of() : entries) {
            collections.add(read((byte[]) entry));
        }
        collections.sort(Comparator.comparing(each -> each.schema().id()));
        return collections;
    }

    /** The collection of this name. */
    public Optional<Collection> find(DatasetId id) {
        if (id.path().size() != 1) {
            return Optional.empty();
        }
        return Optional.ofNullable((byte[]) redis.send(Request.on(KEY, Command.HGET, name(id))))
                .map(this::read);
    }

    /** Adds a collection; false when there is one of this name. */
    boolean add(Collection collection) {
        return Long.valueOf(1)
                .equals(redis.send(
                        Request.on(KEY, Command.HSETNX, name(collection.schema().id()), bytes(collection))));
    }

    void replace(Collection collection) {
        redis.send(Request.on(KEY, Command.HSET, name(collection.schema().id()), bytes(collection)));
    }

    void remove(DatasetId id) {
        redis.send(Request.on(KEY, Command.HDEL, name(id)));
    }

    private byte[] bytes(Collection collection) {
        Map<String, dev.naust.api.model.Value> entry = new LinkedHashMap<>();
        entry.put("prefix", Text.of(collection.prefix()));
        entry.put("separator", Text.of(collection.separator()));
        entry.put("schema", SchemaDocument.of(collection.schema()));
        return json.write(Document.of(entry)).getBytes(StandardCharsets.UTF_8);
    }

    private Collection read(byte[] bytes) {
        try {
            Document entry = json.readDocument(new String(bytes, StandardCharsets.UTF_8));
            Schema schema = SchemaDocument.schema((Document) entry.get("schema").orElseThrow());
            return new Collection(schema, text(entry, "prefix"), text(entry, "separator"));
        } catch (MalformedJsonException | ClassCastException | java.util.NoSuchElementException e) {
            throw new StoreException(
                    RedisErrorCode.BAD_DATA,
                    "What \"naust:collections\" says about a collection cannot be understood. Somebody else wrote to it;"
                            + " restore that hash from a backup",
                    e);
        }
    }

    private static String text(Document entry, String name) {
        return ((Text) entry.get(name).orElseThrow()).string();
    }

    private static byte[] name(DatasetId id) {
        return id.name().getBytes(StandardCharsets.UTF_8);
    }
}
