package dev.naust.mongodb.connection;

import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** One collection of this provider's own, as part of the transaction where there is one. */
public final class Documents {
    private final MongoCollection<BsonDocument> collection;
    private final @Nullable ClientSession session;

    public Documents(Access access, String name) {
        this.collection = access.database().getCollection(name, BsonDocument.class);
        this.session = access.session();
    }

    /** Adds all documents, or stops at the first that is refused. */
    public void insert(List<BsonDocument> documents) {
        InsertManyOptions inOrder = new InsertManyOptions().ordered(true);
        if (session == null) {
            collection.insertMany(documents, inOrder);
        } else {
            collection.insertMany(session, documents, inOrder);
        }
    }

    /** Finds documents. */
    public FindIterable<BsonDocument> find(Bson filter) {
        return session == null ? collection.find(filter) : collection.find(session, filter);
    }

    /** Changes one document and returns it as it became; null when there is none. */
    public @Nullable BsonDocument change(Bson filter, Bson update, FindOneAndUpdateOptions options) {
        return session == null
                ? collection.findOneAndUpdate(filter, update, options)
                : collection.findOneAndUpdate(session, filter, update, options);
    }

    /** Changes all documents that a filter finds; tells how many there were. */
    public long update(Bson filter, Bson update) {
        return session == null
                ? collection.updateMany(filter, update).getMatchedCount()
                : collection.updateMany(session, filter, update).getMatchedCount();
    }

    /** Removes all documents that a filter finds; tells how many there were. */
    public long delete(Bson filter) {
        return session == null
                ? collection.deleteMany(filter).getDeletedCount()
                : collection.deleteMany(session, filter).getDeletedCount();
    }

    /** How many documents a filter finds. */
    public long count(Bson filter) {
        return session == null ? collection.countDocuments(filter) : collection.countDocuments(session, filter);
    }
}
