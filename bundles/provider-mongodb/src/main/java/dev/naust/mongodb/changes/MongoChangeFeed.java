package dev.naust.mongodb.changes;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.MongoErrorCode;
import dev.naust.mongodb.connection.ServerClock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

/**
 * Follows collections by their change stream. The servers keep their log for everybody; of a follower only its collections and
 * where it began are kept. Safe for use by several threads.
 */
public final class MongoChangeFeed implements ChangeFeed {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");
    private static final String COLLECTIONS = "collections";
    private static final String BEGINS = "begins";
    private static final String ID = "_id";
    /** How long one question waits at the server, so that closing and interrupting are soon noticed. */
    private static final long WAIT_MILLIS = 500;

    private final Access access;
    private final Catalogue catalogue;
    private final ServerClock clock;

    public MongoChangeFeed(Access access, ServerClock clock) {
        this.access = access;
        this.clock = clock;
        this.catalogue = new Catalogue(access);
    }

    @Override
    public Position follow(String name, List<DatasetId> datasets) throws InterruptedException {
        if (!NAME.matcher(name).matches() || datasets.isEmpty()) {
            throw new StoreException(
                    MongoErrorCode.REFUSED_QUERY,
                    "A follower has a name of small letters, digits and _, up to 41, and at least one collection to follow");
        }
        return access.run("Following collections", () -> {
            BsonDocument known = followers().find(Filters.eq(ID, name)).first();
            if (known != null) {
                return Tokens.position(known.getDocument(BEGINS));
            }
            datasets.forEach(catalogue::known);
            List<String> names = datasets.stream().map(DatasetId::name).toList();
            BsonDocument begins;
            try (MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor =
                    stream(names).cursor()) {
                begins = begin(cursor);
            }
            followers()
                    .replaceOne(
                            Filters.eq(ID, name),
                            new BsonDocument(ID, new BsonString(name))
                                    .append(
                                            COLLECTIONS,
                                            new BsonArray(names.stream()
                                                    .map(BsonString::new)
                                                    .toList()))
                                    .append(BEGINS, begins),
                            new ReplaceOptions().upsert(true));
            return Tokens.position(begins);
        });
    }

    /** Changes of the same second may come although they were before: a change is told at least once. */
    private BsonDocument begin(MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor) {
        Instant now = clock.now();
        BsonDocument token = cursor.getResumeToken();
        return token == null ? Tokens.at(now) : token;
    }

    @Override
    public void forget(String name) throws InterruptedException {
        access.run("Forgetting a follower", () -> followers().deleteOne(Filters.eq(ID, name)));
    }

    @Override
    public ChangeReader read(String name, Position after) {
        BsonDocument token = Tokens.token(after);
        return access.ask("Reading changes", () -> {
            BsonDocument known = followers().find(Filters.eq(ID, name)).first();
            if (known == null) {
                throw new StoreException(
                        CommonError.CHANGES_GONE, "Nobody called \"" + name + "\" follows here; follow first");
            }
            List<String> names = known.getArray(COLLECTIONS).stream()
                    .map(each -> each.asString().getValue())
                    .toList();
            return new StreamReader(access, new ChangeDecoder(catalogue, names), Tokens.from(stream(names), token));
        });
    }

    /** One collection has a stream of its own; several are picked out of the database's. */
    private ChangeStreamIterable<RawBsonDocument> stream(List<String> names) {
        ChangeStreamIterable<RawBsonDocument> stream;
        if (names.size() == 1) {
            stream = access.collection(names.get(0)).watch(List.of(), RawBsonDocument.class);
        } else {
            List<Bson> only = List.of(Aggregates.match(Filters.in("ns.coll", names)));
            stream = access.database().watch(only, RawBsonDocument.class);
        }
        return stream.fullDocument(FullDocument.UPDATE_LOOKUP).maxAwaitTime(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private com.mongodb.client.MongoCollection<BsonDocument> followers() {
        return access.database().getCollection(Catalogue.FOLLOWERS, BsonDocument.class);
    }
}
