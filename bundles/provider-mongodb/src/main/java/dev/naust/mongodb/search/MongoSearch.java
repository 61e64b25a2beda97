package dev.naust.mongodb.search;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Search;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.bson.RecordDecoder;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.MongoErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * Finds records by reading the collection on the server. MongoDB's own text indexes divide texts into words by other rules (an
 * underscore joins two words), so that a question to them would miss records that are promised here. Safe for use by several
 * threads.
 */
public final class MongoSearch implements Search {
    private static final String FIELDS = "fields";
    private static final long LONGEST_SECONDS = 60;

    private final Access access;
    private final Catalogue catalogue;

    /** A search over the collections of a database. */
    public MongoSearch(Access access, Catalogue catalogue) {
        this.access = access;
        this.catalogue = catalogue;
    }

    @Override
    public Set<String> languages() {
        return Set.of();
    }

    @Override
    public void index(DatasetId dataset, List<String> fields, Optional<String> language) throws InterruptedException {
        language.ifPresent(name -> refuseLanguage());
        access.run("Making " + dataset + " searchable", () -> {
            Catalogue.Known known = catalogue.known(dataset);
            requireText(known, fields);
            BsonDocument chosen = new BsonDocument(Form.ID, new BsonString(dataset.name()))
                    .append(
                            FIELDS,
                            new BsonArray(fields.stream().map(BsonString::new).toList()));
            searches().replaceOne(Filters.eq(Form.ID, dataset.name()), chosen, new ReplaceOptions().upsert(true));
            return true;
        });
    }

    @Override
    public void dropIndex(DatasetId dataset) throws InterruptedException {
        access.run("Forgetting what is searchable", () -> searches().deleteOne(Filters.eq(Form.ID, dataset.name())));
    }

    @Override
    public List<Hit> search(SearchRequest request) throws InterruptedException {
        request.language().ifPresent(name -> refuseLanguage());
        return access.run("Searching in " + request.dataset(), () -> {
            Catalogue.Known known = catalogue.known(request.dataset());
            List<String> searchable = searchable(request.dataset());
            List<String> fields = request.fields().isEmpty() ? searchable : request.fields();
            if (!searchable.containsAll(fields)) {
                throw refused(
                        "Of \"" + request.dataset() + "\" only " + searchable + " are searchable; add the others");
            }
            Question question = new Question(fields, request.phrases());
            return question.phrases().isEmpty() ? List.of() : best(known, question, request.limit());
        });
    }

    private List<Hit> best(Catalogue.Known known, Question question, int limit) {
        RecordDecoder decoder = new RecordDecoder(known.form(), Optional.empty(), Integer.MAX_VALUE);
        List<Hit> hits = new ArrayList<>();
        try (MongoCursor<RawBsonDocument> found = access.find(known.id().name(), question.atLeast())
                .maxTime(LONGEST_SECONDS, TimeUnit.SECONDS)
                .cursor()) {
            while (found.hasNext()) {
                DataRecord record = decoder.decode(found.next());
                double score = question.score(record.body());
                if (score > 0) {
                    hits.add(new Hit(record, score));
                }
                if (hits.size() > 2 * limit) {
                    keepBest(hits, limit);
                }
            }
        }
        keepBest(hits, limit);
        return List.copyOf(hits);
    }

    private static void keepBest(List<Hit> hits, int limit) {
        hits.sort(Comparator.comparingDouble(Hit::score).reversed());
        if (hits.size() > limit) {
            hits.subList(limit, hits.size()).clear();
        }
    }

    private List<String> searchable(DatasetId dataset) {
        BsonDocument chosen =
                searches().find(Filters.eq(Form.ID, dataset.name())).first();
        if (chosen == null) {
            throw refused("Collection \"" + dataset + "\" is not searchable yet; choose its searchable fields first");
        }
        return chosen.getArray(FIELDS).stream()
                .map(each -> each.asString().getValue())
                .toList();
    }

    /** Documents may have fields that a sample did not show. */
    private void requireText(Catalogue.Known known, List<String> fields) {
        Map<String, Field> shown =
                catalogue.describe(known).fields().stream().collect(Collectors.toMap(Field::name, Function.identity()));
        for (String name : fields) {
            Field field = shown.get(name);
            boolean text =
                    field == null ? known.shape() != Shape.TABLE : field.type().kind() == Kind.TEXT;
            if (!text) {
                throw refused("\"" + name + "\" is no field of text in \"" + known.id() + "\"; choose others");
            }
        }
        if (fields.isEmpty()) {
            throw refused("Choose at least one field of \"" + known.id() + "\" to search in");
        }
    }

    private static void refuseLanguage() {
        throw refused(
                "MongoDB stores take words as they are and know the endings of no language; leave the language out");
    }

    private static StoreException refused(String why) {
        return new StoreException(MongoErrorCode.NOT_SEARCHABLE, why);
    }

    private MongoCollection<BsonDocument> searches() {
        return access.database().getCollection(Catalogue.SEARCHES, BsonDocument.class);
    }
}
