package dev.naust.mongodb.catalogue;

import dev.naust.api.model.Field;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.mongodb.bson.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** Indexes as MongoDB declares them, and as the model knows them. */
public final class Indexes {
    private static final BsonDocument EXISTS = new BsonDocument("$exists", BsonBoolean.TRUE);
    private static final Set<String> PLAIN = Set.of("v", "key", "name", "ns", "unique", "sparse", "background");

    private Indexes() {}

    /** What the model can say of a collection's indexes, and one sentence for each of the others. */
    public record Found(List<Index> indexes, List<String> extras) {}

    /** Reads the catalogue's answer; fields are the names that an index may be over. */
    public static Found read(List<BsonDocument> listed, Set<String> fields) {
        List<Index> indexes = new ArrayList<>();
        List<String> extras = new ArrayList<>();
        for (BsonDocument each : listed) {
            String name = each.getString("name").getValue();
            if (!name.equals("_id_")) {
                index(each, name, fields).ifPresentOrElse(indexes::add, () -> extras.add(sentence(each, name)));
            }
        }
        return new Found(indexes, extras);
    }

    private static Optional<Index> index(BsonDocument listed, String name, Set<String> fields) {
        List<Index.Part> parts = new ArrayList<>();
        for (Map.Entry<String, BsonValue> part : listed.getDocument("key").entrySet()) {
            if (!part.getValue().isNumber() || !fields.contains(part.getKey())) {
                return Optional.empty();
            }
            parts.add(new Index.Part(part.getKey(), part.getValue().asNumber().doubleValue() < 0));
        }
        boolean plain = listed.keySet().stream()
                .allMatch(option -> PLAIN.contains(option)
                        || option.equals("partialFilterExpression") && isPresence(listed.getDocument(option)));
        return plain ? Optional.of(new Index(name, isTrue(listed, "unique"), false, parts)) : Optional.empty();
    }

    /** Whether a condition only says that fields are there, as it does for unique indexes over fields that may be null. */
    private static boolean isPresence(BsonDocument condition) {
        return condition.values().stream().allMatch(EXISTS::equals);
    }

    private static boolean isTrue(BsonDocument listed, String option) {
        return listed.getBoolean(option, BsonBoolean.FALSE).getValue();
    }

    private static String sentence(BsonDocument listed, String name) {
        BsonValue seconds = listed.get("expireAfterSeconds");
        if (seconds != null && seconds.isNumber()) {
            return "Index " + name + " makes documents expire "
                    + seconds.asNumber().longValue() + " seconds after the time in their field; it is not carried";
        }
        return "Index " + name + " on "
                + String.join(", ", listed.getDocument("key").keySet())
                + " is of a kind that only MongoDB knows; it is not carried";
    }

    /** The command that makes an index. */
    public static BsonDocument create(Schema schema, Index index) {
        BsonDocument key = new BsonDocument();
        index.parts().forEach(part -> key.append(part.field(), new BsonInt32(part.descending() ? -1 : 1)));
        BsonDocument made = new BsonDocument("key", key).append("name", new BsonString(index.name()));
        if (index.unique()) {
            made.append("unique", BsonBoolean.TRUE);
            onlyWhatIsThere(schema, index, made);
        }
        return create(schema.id().name(), List.of(made));
    }

    /** The command that makes indexes as the catalogue lists them. */
    public static BsonDocument create(String collection, List<BsonDocument> indexes) {
        return new BsonDocument("createIndexes", new BsonString(collection)).append("indexes", new BsonArray(indexes));
    }

    /** Nulls never agree: records without a value, which a table leaves out, stay outside of a unique index. */
    private static void onlyWhatIsThere(Schema schema, Index index, BsonDocument made) {
        List<String> nullable = index.fields().stream()
                .filter(name -> schema.field(name).map(Field::nullable).orElse(true))
                .filter(name -> !name.equals(Form.ID))
                .toList();
        if (nullable.isEmpty()) {
            return;
        }
        if (index.parts().size() == 1) {
            made.append("sparse", BsonBoolean.TRUE);
            return;
        }
        BsonDocument there = new BsonDocument();
        nullable.forEach(name -> there.append(name, EXISTS));
        made.append("partialFilterExpression", there);
    }
}
