package dev.naust.mongodb.catalogue;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.store.Profile;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.bson.RecordDecoder;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.MongoErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.RawBsonDocument;

/**
 * Finds out which fields a collection has by looking at documents: a field may be in some only, and of several kinds. What is
 * declared, by a declaration or by a validator, comes first.
 */
public final class Inference {
    private static final int SAMPLE = 1_000;
    /** A collection whose documents have more different fields than this uses names as data. */
    private static final int MOST_FIELDS = 10_000;

    private final Catalogue.Known known;
    private final RecordDecoder decoder;
    private final Map<String, KindTally> tallies = new LinkedHashMap<>();
    private final Map<String, Field> declared = new LinkedHashMap<>();
    private long documents;
    private boolean isOverfull;

    public Inference(Catalogue.Known known) {
        this.known = known;
        this.decoder = new RecordDecoder(known.form(), Optional.empty(), Integer.MAX_VALUE);
        known.form().fields().forEach(field -> declared.put(field.name(), field));
        ValidatorFields.of(known.options()).forEach(field -> declared.putIfAbsent(field.name(), field));
    }

    /** Looks at the first documents. */
    Inference sample(Access access) {
        try (var cursor = access.find(known.id().name(), new org.bson.BsonDocument())
                .limit(SAMPLE)
                .maxTime(60, java.util.concurrent.TimeUnit.SECONDS)
                .cursor()) {
            cursor.forEachRemaining(this::see);
        }
        return this;
    }

    /** Looks at one document. */
    public void see(RawBsonDocument document) {
        documents++;
        Document body = decoder.decode(document).body();
        for (int i = 0; i < body.size(); i++) {
            String name = body.layout().names().get(i);
            KindTally tally = tallies.get(name);
            if (tally == null && tallies.size() < MOST_FIELDS) {
                tally = new KindTally();
                tallies.put(name, tally);
            }
            if (tally == null) {
                isOverfull = true;
            } else {
                tally.see(body.at(i));
            }
        }
    }

    /**
     * Refuses documents with more different fields than can be kept in mind: what is not seen would not be carried.
     *
     * @throws StoreException when they have
     */
    public void requireAllSeen() {
        if (isOverfull) {
            throw new StoreException(
                    MongoErrorCode.UNSUPPORTED,
                    "The documents of " + known.id() + " have more than " + MOST_FIELDS
                            + " different fields, so that they cannot be moved or backed up: keep what varies inside of"
                            + " one field, as a document, or leave the collection out");
        }
    }

    /** How many documents were looked at. */
    public long documents() {
        return documents;
    }

    /** The fields: those of the key first, then the declared ones, then all others in the order in which they were met. */
    public List<Field> schemaFields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        known.form().key().forEach(name -> fields.put(name, field(name)));
        declared.keySet().forEach(name -> fields.putIfAbsent(name, field(name)));
        tallies.keySet().forEach(name -> fields.putIfAbsent(name, field(name)));
        return List.copyOf(fields.values());
    }

    private Field field(String name) {
        KindTally tally = tallies.get(name);
        Field said = declared.get(name);
        boolean inKey = known.form().key().contains(name);
        if (tally == null) {
            FieldType type = said != null
                    ? said.type()
                    : FieldType.of(Kind.EXTENSION, dev.naust.mongodb.bson.NativeTypes.OBJECT_ID);
            return Field.of(name, type).withNullable(!inKey);
        }
        FieldType found = tally.type();
        boolean asSaid = said != null && (found.kind() == said.type().kind() || found.kind() == Kind.NULL);
        boolean everywhere = tally.seen() == documents && tally.nulls() == 0;
        return Field.of(name, asSaid ? said.type() : found)
                .withNullable(!inKey && !(everywhere && said != null && !said.nullable()));
    }

    /** What is not as one would expect, for the profile. */
    public List<Profile.Finding> findings() {
        List<Profile.Finding> findings = new ArrayList<>();
        tallies.forEach((name, tally) -> {
            if (tally.isMixed()) {
                findings.add(new Profile.Finding(
                        name,
                        "The values are of several kinds (" + tally.shown()
                                + "); each is read as the JSON that MongoDB's tools write."));
            }
            if (tally.isWidened()) {
                findings.add(new Profile.Finding(
                        name,
                        "The values are of several kinds (" + tally.shown() + "); each is read as "
                                + tally.type().kind() + ", which says the same number."));
            }
            if (!known.form().table() && tally.seen() < documents) {
                findings.add(
                        new Profile.Finding(
                                name,
                                (documents - tally.seen()) + " of " + documents
                                        + " documents lack the field; a target that cannot leave a field out holds null there."));
            }
        });
        return findings;
    }
}
