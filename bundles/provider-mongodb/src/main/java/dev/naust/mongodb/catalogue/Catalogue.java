package dev.naust.mongodb.catalogue;

import com.mongodb.client.model.Filters;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.MongoErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** The collections of a database, and what is known of each. */
public final class Catalogue {
    /** The collection that holds the queues' jobs; it is not listed. */
    public static final String JOBS = "naust_jobs";

    /** The collection that holds who follows changes; it is not listed. */
    public static final String FOLLOWERS = "naust_followers";

    /** The collection that holds which fields are searchable; it is not listed. */
    public static final String SEARCHES = "naust_searches";

    /** The collection that holds who is changing the structure; it is not listed. */
    public static final String LOCKS = "naust_locks";

    /** The collection that holds which versions of the structure were run; it is not listed. */
    private static final String HISTORY = "naust_schema_history";

    private static final Set<String> OWN = Set.of(Declarations.COLLECTION, JOBS, FOLLOWERS, SEARCHES, LOCKS, HISTORY);

    /** The beginning of the names of collections that are filled out of sight, before they take their place. */
    public static final String FILLING = "naust_filling_";

    private final Access access;
    private final Declarations declarations;

    public Catalogue(Access access) {
        this.access = access;
        this.declarations = new Declarations(access);
    }

    /** All collections and views, sorted, without those that are MongoDB's or this provider's own. */
    public List<Dataset> datasets() {
        List<Dataset> found = new ArrayList<>();
        for (BsonDocument each : access.listCollections(new BsonDocument())) {
            String name = each.getString("name").getValue();
            if (!isHidden(name)) {
                Shape shape = shape(each);
                found.add(new Dataset(DatasetId.of(name), shape, estimate(name, shape)));
            }
        }
        found.sort((a, b) -> a.id().compareTo(b.id()));
        return List.copyOf(found);
    }

    /** Whether a collection is none of the user's. */
    public static boolean isHidden(String name) {
        return name.startsWith("system.") || OWN.contains(name) || name.startsWith(FILLING);
    }

    private static Shape shape(BsonDocument listed) {
        return listed.getString("type", new BsonString("collection")).getValue().equals("view")
                ? Shape.VIEW
                : Shape.COLLECTION;
    }

    private OptionalLong estimate(String name, Shape shape) {
        if (shape == Shape.VIEW || access.isTransaction()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(access.collection(name)
                .estimatedDocumentCount(
                        new com.mongodb.client.model.EstimatedDocumentCountOptions().maxTime(30, TimeUnit.SECONDS)));
    }

    /**
     * One collection.
     *
     * @param form how its records lie in it
     * @param options what it was created with
     */
    public record Known(DatasetId id, Shape shape, Form form, BsonDocument options) {}

    /**
     * A collection that is there.
     *
     * @throws StoreException of category USER when it is not
     */
    public Known known(DatasetId id) {
        List<BsonDocument> listed = id.path().size() == 1 && !isHidden(id.name())
                ? access.listCollections(Filters.eq("name", id.name()))
                : List.of();
        BsonDocument found = listed.stream()
                .filter(each -> each.getString("name").getValue().equals(id.name()))
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        MongoErrorCode.NO_COLLECTION,
                        access.errors().server() + " has no collection \"" + id
                                + "\", or your user may not see it. Check its name, case included."));
        Shape shape = shape(found);
        Optional<Form> declared = shape == Shape.VIEW ? Optional.empty() : declarations.find(id.name());
        boolean table = declared.map(Form::table).orElse(false);
        return new Known(
                id,
                table ? Shape.TABLE : shape,
                declared.orElse(Form.PLAIN),
                found.getDocument("options", new BsonDocument()));
    }

    /** What a collection declares, and where it declares nothing, what a sample of its documents shows. */
    public Schema describe(Known known) {
        List<Field> fields = known.form().table()
                ? known.form().fields()
                : new Inference(known).sample(access).schemaFields();
        return schema(known, fields);
    }

    /** The collection with these fields and the indexes that are over them. */
    public Schema schema(Known known, List<Field> fields) {
        Set<String> names = new HashSet<>();
        fields.forEach(field -> names.add(field.name()));
        Indexes.Found indexes = known.shape() == Shape.VIEW
                ? new Indexes.Found(List.of(), List.of())
                : Indexes.read(access.listIndexes(known.id().name()), names);
        List<String> extras = new ArrayList<>(indexes.extras());
        boolean ownRules = !known.form().table() && known.options().containsKey("validator");
        if (ownRules) {
            extras.add("The validator of the collection is a rule in MongoDB's own language; it is not carried");
        }
        return new Schema(known.id(), known.shape(), fields, known.form().key(), indexes.indexes(), List.of(), extras);
    }
}
