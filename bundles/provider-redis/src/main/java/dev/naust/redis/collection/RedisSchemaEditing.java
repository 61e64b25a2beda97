package dev.naust.redis.collection;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.Command;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.connection.RedisErrorCode;
import dev.naust.redis.connection.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Makes and removes collections. Keys and unique indexes are enforced; other indexes and references are declarations that come
 * back as they were given, since Redis has nothing of the kind.
 */
public final class RedisSchemaEditing implements SchemaEditing {
    private final Redis redis;
    private final Catalogue catalogue;
    private final String separator;
    private final Scripts scripts = new Scripts();

    /** Edits what a server holds. */
    public RedisSchemaEditing(Redis redis, Catalogue catalogue, String separator) {
        this.redis = redis;
        this.catalogue = catalogue;
        this.separator = separator;
    }

    /** A schema that is the usual one of its technology is left out; of others the name tells which it was. */
    @Override
    public DatasetId place(DatasetId foreign) {
        int parts = foreign.path().size();
        if (parts == 1
                || Set.of("public", "dbo", "main").contains(foreign.path().get(parts - 2))) {
            return DatasetId.of(foreign.name());
        }
        return DatasetId.of(String.join("_", foreign.path()));
    }

    /** Redis takes any name; what is not in UTF-8 has no bytes there. */
    @Override
    public String fit(String name) {
        return name.isEmpty() ? "unnamed" : new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Override
    public List<SchemaStep> steps(List<Schema> schemas) {
        List<SchemaStep> steps = new ArrayList<>();
        for (Schema schema : schemas) {
            Collection collection = Collection.of(schema, separator, redis.isCluster());
            steps.add(new SchemaStep(
                    Phase.CREATE,
                    schema,
                    "collection " + schema.id(),
                    "Keep the schema of " + schema.id() + " in naust:collections; its records will be hashes named "
                            + collection.prefix() + "…"));
            if (!schema.indexes().isEmpty()) {
                steps.add(new SchemaStep(
                        Phase.INDEX,
                        schema,
                        "indexes of " + schema.id(),
                        "Keep the declarations of " + schema.indexes().size() + " indexes; enforce "
                                + RowForm.uniqueIndexes(schema).size() + " of them, which are unique"));
            }
            if (!schema.foreignKeys().isEmpty()) {
                steps.add(new SchemaStep(
                        Phase.RELATE,
                        schema,
                        "references of " + schema.id(),
                        "Keep the declarations of " + schema.foreignKeys().size()
                                + " references; Redis does not enforce them"));
            }
        }
        steps.sort(Comparator.comparing(SchemaStep::phase));
        return steps;
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        Schema schema = step.schema();
        switch (step.phase()) {
            case CREATE -> create(Collection.of(bare(schema), separator, redis.isCluster()));
            case INDEX -> index(existing(schema.id()), schema.indexes());
            case RELATE -> {
                Collection collection = existing(schema.id());
                catalogue.replace(collection.with(collection.schema().withForeignKeys(schema.foreignKeys())));
            }
            case FINISH -> {
                // Counters follow the records by themselves.
            }
        }
    }

    @Override
    public void drop(DatasetId id) throws InterruptedException {
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

    private void create(Collection collection) {
        if (!catalogue.add(collection)) {
            throw new StoreException(
                    RedisErrorCode.EXISTS,
                    "Redis has a collection \"" + collection.schema().id()
                            + "\" already; drop it or choose another name");
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

    private void index(Collection collection, List<Index> indexes) throws InterruptedException {
        Schema schema = collection.schema();
        Schema indexed = new Schema(
                schema.id(),
                schema.shape(),
                schema.fields(),
                schema.key(),
                indexes,
                schema.foreignKeys(),
                schema.extras());
        if (!RowForm.uniqueIndexes(indexed).isEmpty()) {
            new UniqueBuild(redis, collection, indexed, scripts).run();
        }
        catalogue.replace(collection.with(indexed));
    }

    private Collection existing(DatasetId id) {
        return catalogue
                .find(id)
                .orElseThrow(() -> new StoreException(
                        RedisErrorCode.NO_COLLECTION,
                        "Redis has no collection \"" + id + "\" any more; make it first"));
    }

    /** The collection without what later phases add; a key's fields may not be null, whatever was declared. */
    private static Schema bare(Schema schema) {
        List<Field> fields = schema.fields().stream()
                .map(field -> schema.key().contains(field.name()) ? field.withNullable(false) : field)
                .toList();
        return new Schema(schema.id(), schema.shape(), fields, schema.key(), List.of(), List.of(), schema.extras());
    }
}
