package dev.naust.mongodb.connection;

import com.mongodb.MongoInterruptedException;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Holders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** One database of a deployment, used directly or within a transaction. Safe for use by several threads. */
public final class Access {
    /** How long a question to the catalogue may take. */
    private static final long QUESTION_SECONDS = 60;

    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoErrors errors;
    private final Holders holders;
    private final @Nullable ClientSession session;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** A database of an open client, outside of any transaction. */
    public Access(MongoClient client, String database, MongoErrors errors) {
        this(client, client.getDatabase(database), errors, new Holders(), null);
    }

    private Access(
            MongoClient client,
            MongoDatabase database,
            MongoErrors errors,
            Holders holders,
            @Nullable ClientSession session) {
        this.client = client;
        this.database = database;
        this.errors = errors;
        this.holders = holders;
        this.session = session;
    }

    /** The same database within a transaction of this session. */
    public Access within(ClientSession transaction) {
        return new Access(client, database, errors, holders, transaction);
    }

    /** Whether everything done here belongs to a transaction. */
    public boolean isTransaction() {
        return session != null;
    }

    public MongoErrors errors() {
        return errors;
    }

    public MongoClient client() {
        return client;
    }

    public MongoDatabase database() {
        return database;
    }

    /** The transaction's session; null outside of one. */
    public @Nullable ClientSession session() {
        return session;
    }

    /** Ends the use of this access; every later call is refused. */
    public void end() {
        ended.set(true);
    }

    /** Refuses to go on when the store has been closed. */
    public void ensureOpen() {
        if (ended.get()) {
            throw errors.closed();
        }
    }

    /** Something that is done with the driver. */
    @FunctionalInterface
    public interface Call<T> {
        T run();
    }

    /**
     * Runs a call of the driver and says what its failure means.
     *
     * @param task what is done, as the beginning of a sentence
     */
    public <T> T run(String task, Call<T> call) throws InterruptedException {
        ensureOpen();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Object mine = new Object();
        holders.take(mine);
        holders.note(mine, task);
        try {
            return call.run();
        } catch (MongoInterruptedException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException(task + " was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            ensureOpen();
            holders.giveBack(mine);
            throw MongoErrors.isOfThePool(e) ? errors.exhausted(holders.describe(), e) : errors.during(task, e);
        } finally {
            holders.giveBack(mine);
        }
    }

    /** Runs a short call where the contract has no place for an interrupt; the thread then stays interrupted. */
    public <T> T ask(String task, Call<T> call) {
        try {
            return run(task, call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    MongoErrorCode.TIMEOUT, task + " was interrupted before the server answered. Try again.", e);
        }
    }

    /** Runs a command of the database. Commands that are no reading or writing have no place in transactions. */
    public BsonDocument command(Bson command) {
        return database.runCommand(command, BsonDocument.class);
    }

    /** What the catalogue says of the database's collections. */
    public List<BsonDocument> listCollections(Bson filter) {
        return database.listCollections(BsonDocument.class)
                .filter(filter)
                .maxTime(QUESTION_SECONDS, TimeUnit.SECONDS)
                .into(new ArrayList<>());
    }

    /** What the catalogue says of a collection's indexes. */
    public List<BsonDocument> listIndexes(String name) {
        return collection(name)
                .listIndexes(BsonDocument.class)
                .maxTime(QUESTION_SECONDS, TimeUnit.SECONDS)
                .into(new ArrayList<>());
    }

    /** A collection's documents as they lie on the wire. */
    public MongoCollection<RawBsonDocument> collection(String name) {
        return database.getCollection(name, RawBsonDocument.class);
    }

    /** Documents of a collection. */
    public FindIterable<RawBsonDocument> find(String name, Bson filter) {
        return session == null
                ? collection(name).find(filter)
                : collection(name).find(session, filter);
    }

    /** How many documents a collection has. */
    public long count(String name) {
        return session == null
                ? collection(name).countDocuments()
                : collection(name).countDocuments(session, new BsonDocument());
    }

    /** A question about a collection, bounded in time. */
    public AggregateIterable<BsonDocument> aggregate(String name, List<? extends Bson> pipeline) {
        MongoCollection<RawBsonDocument> collection = collection(name);
        AggregateIterable<BsonDocument> answer = session == null
                ? collection.aggregate(pipeline, BsonDocument.class)
                : collection.aggregate(session, pipeline, BsonDocument.class);
        return answer.maxTime(QUESTION_SECONDS, TimeUnit.SECONDS);
    }
}
