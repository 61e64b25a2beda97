package dev.naust.redis;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.redis.collection.Catalogue;
import dev.naust.redis.collection.Collection;
import dev.naust.redis.collection.CollectionEditing;
import dev.naust.redis.connection.Redis;
import dev.naust.redis.keyspace.Keyspace;
import dev.naust.redis.keyspace.Keyspaces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Makes and removes collections. Keys and unique indexes are enforced; other indexes and references are declarations that come
 * back as they were given, since Redis has nothing of the kind.
 */
final class RedisSchemaEditing implements SchemaEditing {
    private final Redis redis;
    private final Catalogue catalogue;
    private final Keyspaces keyspaces;
    private final String separator;
    private final CollectionEditing collections;

    /** Edits what a server holds. */
    RedisSchemaEditing(Redis redis, Catalogue catalogue, Keyspaces keyspaces, String separator) {
        this.redis = redis;
        this.catalogue = catalogue;
        this.keyspaces = keyspaces;
        this.collections = new CollectionEditing(redis, catalogue);
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
    public Set<Shape> shapes() {
        return Set.of(Shape.TABLE, Shape.COLLECTION);
    }

    @Override
    public List<SchemaStep> steps(List<Schema> schemas) {
        List<SchemaStep> steps = new ArrayList<>();
        List<String> cautions = Cautions.of(redis);
        String besides = cautions.isEmpty() ? "" : ". Beware: " + String.join(". ", cautions);
        for (Schema schema : schemas) {
            if (Keyspace.isOne(schema)) {
                steps.add(new SchemaStep(
                        Phase.CREATE,
                        schema,
                        "keys " + schema.id(),
                        "Keep the name " + schema.id()
                                + " in naust:collections; its keys keep their own names and types" + besides));
                continue;
            }
            Collection collection = Collection.of(schema, separator, redis.isCluster());
            steps.add(new SchemaStep(
                    Phase.CREATE,
                    schema,
                    "collection " + schema.id(),
                    "Keep the schema of " + schema.id() + " in naust:collections; its records will be hashes named "
                            + collection.prefix() + "…" + besides));
            if (!schema.indexes().isEmpty()) {
                steps.add(new SchemaStep(
                        Phase.INDEX,
                        schema,
                        "indexes of " + schema.id(),
                        "Keep the declarations of " + schema.indexes().size() + " indexes; enforce "
                                + CollectionEditing.uniqueIndexes(schema).size() + " of them, which are unique",
                        !CollectionEditing.uniqueIndexes(schema).isEmpty()));
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
            case CREATE -> {
                if (keyspaces.find(schema.id()).isPresent()) {
                    throw CollectionEditing.exists(schema.id());
                }
                collections.create(schema, separator);
            }
            case INDEX -> collections.index(schema);
            case RELATE -> collections.relate(schema);
            case FINISH -> {
                // Counters follow the records by themselves.
            }
        }
    }

    @Override
    public void drop(DatasetId id) throws InterruptedException {
        boolean keys =
                catalogue.find(id).map(each -> Keyspace.isOne(each.schema())).orElse(true);
        if (keys && id.path().size() == 1) {
            keyspaces.drop(keyspaces.of(id.name()));
        }
        collections.drop(id);
    }
}
