package dev.naust.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.model.Filters;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.catalogue.Declarations;
import dev.naust.mongodb.catalogue.Indexes;
import dev.naust.mongodb.catalogue.Names;
import dev.naust.mongodb.catalogue.Validator;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.MongoErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Makes and drops collections. A collection for a table gets a declaration, which keeps what MongoDB has no place for, and a
 * validator, so that other programs keep to it too.
 */
final class MongoSchemaEditing implements SchemaEditing {
    private static final int EXISTS_ALREADY = 48;
    private static final Set<Integer> NOT_ABOUT_THE_VALIDATOR = Set.of(13, 18, EXISTS_ALREADY, 73, 263);

    private final Access access;
    private final Declarations declarations;

    MongoSchemaEditing(Access access) {
        this.access = access;
        this.declarations = new Declarations(access);
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

    @Override
    public String fit(String name) {
        return Names.fit(name);
    }

    @Override
    public Set<Shape> shapes() {
        return Set.of(Shape.TABLE, Shape.COLLECTION);
    }

    @Override
    public List<SchemaStep> steps(List<Schema> schemas) {
        List<SchemaStep> steps = new ArrayList<>();
        for (Schema schema : schemas) {
            requireOneId(schema);
            steps.add(new SchemaStep(
                    Phase.CREATE,
                    schema,
                    "collection " + schema.id(),
                    create(schema).toJson()));
        }
        for (Schema schema : schemas) {
            for (Index index : schema.indexes()) {
                steps.add(new SchemaStep(
                        Phase.INDEX,
                        schema,
                        nameOf(index),
                        Indexes.create(schema, index).toJson(),
                        index.unique()));
            }
        }
        for (Schema schema : schemas) {
            for (ForeignKey key : schema.foreignKeys()) {
                steps.add(new SchemaStep(
                        Phase.RELATE,
                        schema,
                        "no reference from " + schema.id() + " to " + key.target(),
                        "MongoDB keeps no references between collections; the values of "
                                + String.join(", ", key.fields()) + " are carried"));
            }
        }
        return List.copyOf(steps);
    }

    private static String nameOf(Index index) {
        return "index " + index.name();
    }

    private static void requireOneId(Schema schema) {
        boolean keyed = schema.key().equals(List.of(Form.ID));
        if (schema.field(Form.ID).isPresent() && !keyed) {
            throw new StoreException(
                    MongoErrorCode.BAD_SCHEMA,
                    "Collection \"" + schema.id() + "\" has a field " + Form.ID
                            + " that is not its whole key. MongoDB finds documents by it; rename the field");
        }
    }

    private static BsonDocument create(Schema schema) {
        BsonDocument create =
                new BsonDocument("create", new BsonString(schema.id().name()));
        if (schema.shape() == Shape.TABLE) {
            create.append("validator", Validator.of(schema));
        }
        return create;
    }

    @Override
    public void apply(SchemaStep step) throws InterruptedException {
        Schema schema = step.schema();
        switch (step.phase()) {
            case CREATE ->
                access.run("Making " + step.name(), () -> {
                    make(schema);
                    return true;
                });
            case INDEX -> {
                Index wanted = schema.indexes().stream()
                        .filter(index -> nameOf(index).equals(step.name()))
                        .findFirst()
                        .orElseThrow(() -> new StoreException(
                                MongoErrorCode.BAD_SCHEMA,
                                "The step " + step.name() + " is of another plan; plan anew"));
                access.run("Making " + step.name(), () -> access.command(Indexes.create(schema, wanted)));
            }
            case RELATE, FINISH -> access.ensureOpen();
        }
    }

    /** Declared before it is made: whoever dies in between leaves no collection that is not what it was to be. */
    private void make(Schema schema) {
        String name = schema.id().name();
        // Not every server that speaks MongoDB's protocol heeds the filter.
        if (access.listCollections(Filters.eq("name", name)).stream()
                .anyMatch(each -> each.getString("name").getValue().equals(name))) {
            throw exists(schema, null);
        }
        if (needsDeclaration(schema)) {
            declarations.put(name, schema);
        } else {
            declarations.remove(name);
        }
        try {
            createCollection(schema);
        } catch (RuntimeException e) {
            // Whoever made it in this moment has declared it, too.
            if (!(e instanceof StoreException known) || known.code() != MongoErrorCode.COLLECTION_EXISTS) {
                declarations.remove(name);
            }
            throw e;
        }
    }

    private StoreException exists(Schema schema, @Nullable MongoCommandException cause) {
        return new StoreException(
                MongoErrorCode.COLLECTION_EXISTS,
                access.errors().server() + " has a collection \"" + schema.id()
                        + "\" already. Choose another name, or drop it.",
                cause);
    }

    private void createCollection(Schema schema) {
        BsonDocument create = create(schema);
        try {
            access.command(create);
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == EXISTS_ALREADY) {
                throw exists(schema, e);
            }
            if (!create.containsKey("validator") || NOT_ABOUT_THE_VALIDATOR.contains(e.getErrorCode())) {
                throw e;
            }
            // Some servers that speak MongoDB's protocol know no validators; the writer checks the same by itself.
            create.remove("validator");
            access.command(create);
        }
    }

    /** Collections of documents need none where every value says itself what it is. */
    private static boolean needsDeclaration(Schema schema) {
        return schema.shape() == Shape.TABLE
                || !schema.key().equals(List.of(Form.ID))
                || schema.fields().stream()
                        .anyMatch(field -> switch (field.type().kind()) {
                            case DATE, TIME, LOCAL_TIMESTAMP, OFFSET_TIMESTAMP -> true;
                            case JSON -> !field.type().nativeType().equals(Form.MIXED);
                            default -> false;
                        });
    }

    @Override
    public void drop(DatasetId id) throws InterruptedException {
        access.run("Dropping " + id, () -> {
            access.database().getCollection(id.name()).drop();
            declarations.remove(id.name());
            access.database().getCollection(Catalogue.SEARCHES).deleteOne(Filters.eq(Form.ID, id.name()));
            return true;
        });
    }
}
