package dev.naust.redis.collection;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.util.List;

/** Makes, changes and removes the collections of the catalogue. */
public final class CollectionEditing {
    private final Redis redis;
    private final Catalogue catalogue;
    private final Scripts scripts = new Scripts();

    /** Edits a server's collections. */
    public CollectionEditing(Redis redis, Catalogue catalogue) {
        this.redis = redis;
        this.catalogue = catalogue;
    }

    /** Makes a bare collection; what later phases add is left out. */
    public void create(Schema schema, String separator) {
        Collection collection = Collection.of(bare(schema), separator, redis.isCluster());
        if (!catalogue.add(collection)) {
            throw exists(schema.id());
        }
    }

    /** What making a collection says whose name is taken. */
    public static StoreException exists(DatasetId id) {
        return new StoreException(
                RedisErrorCode.EXISTS, "Redis has a collection \"" + id + "\" already; drop it or choose another name");
    }

    /** Keeps the declarations of indexes and enforces those that are unique. */
    public void index(Schema wanted) throws InterruptedException {
        Collection collection = existing(wanted.id());
        Schema schema = collection.schema();
        Schema indexed = new Schema(
                schema.id(),
                schema.shape(),
                schema.fields(),
                schema.key(),
                wanted.indexes(),
                schema.foreignKeys(),
                schema.extras());
        if (!uniqueIndexes(indexed).isEmpty()) {
            new UniqueBuild(redis, collection, indexed, scripts).run();
        }
        catalogue.replace(collection.with(indexed));
    }

    /** The unique ones of a schema's indexes. */
    public static List<Index> uniqueIndexes(Schema schema) {
        return schema.indexes().stream().filter(Index::unique).toList();
    }

    /** Keeps the declarations of references. */
    public void relate(Schema wanted) {
        Collection collection = existing(wanted.id());
        catalogue.replace(collection.with(collection.schema().withForeignKeys(wanted.foreignKeys())));
    }

    /** Removes a collection, its records and the declarations of references to it. */
    public void drop(DatasetId id) {
        catalogue.find(id).ifPresent(this::drop);
        for (Collection other : catalogue.all()) {
            List<ForeignKey> kept = other.schema().foreignKeys().stream()
                    .filter(reference -> !reference.target().equals(id))
                    .toList();
            if (kept.size() < other.schema().foreignKeys().size()) {
                catalogue.replace(other.with(other.schema().withForeignKeys(kept)));
            }
        }
    }

    /** The entry in the catalogue goes last, so that a removal that was interrupted can be done again. */
    private void drop(Collection collection) {
        Removal removal = new Removal(redis, collection, scripts);
        removal.all(collection.index());
        removal.all(collection.staging());
        redis.sendAll(List.of(
                Request.on(collection.unique(), Command.UNLINK),
                Request.on(collection.claimed(), Command.UNLINK),
                Request.on(collection.counter(), Command.UNLINK),
                Request.on(collection.largeCounter(), Command.UNLINK)));
        catalogue.remove(collection.schema().id());
    }

    private Collection existing(DatasetId id) {
        return catalogue
                .find(id)
                .orElseThrow(() -> new StoreException(
                        RedisErrorCode.NO_COLLECTION,
                        "Redis has no collection \"" + id + "\" any more; make it first"));
    }

    /** A key's fields may not be null, whatever was declared. */
    private static Schema bare(Schema schema) {
        List<Field> fields = schema.fields().stream()
                .map(field -> schema.key().contains(field.name()) ? field.withNullable(false) : field)
                .toList();
        return new Schema(schema.id(), schema.shape(), fields, schema.key(), List.of(), List.of(), schema.extras());
    }
}
