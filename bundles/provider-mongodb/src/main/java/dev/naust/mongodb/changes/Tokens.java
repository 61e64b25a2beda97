package dev.naust.mongodb.changes;

import com.mongodb.client.ChangeStreamIterable;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.connection.MongoErrorCode;
import java.time.Instant;
import org.bson.BSONException;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.bson.json.JsonParseException;

/** The server's resume tokens as positions; before the first of them, where a server gives none, the server's time. */
final class Tokens {
    private static final String TIME = "at";

    private Tokens() {}

    static Position position(BsonDocument token) {
        return new Position(token.toJson());
    }

    static BsonDocument at(Instant time) {
        return new BsonDocument(TIME, new BsonTimestamp((int) time.getEpochSecond(), 0));
    }

    /** The stream from a place on. */
    static ChangeStreamIterable<RawBsonDocument> from(
            ChangeStreamIterable<RawBsonDocument> stream, BsonDocument token) {
        return token.isTimestamp(TIME)
                ? stream.startAtOperationTime(token.getTimestamp(TIME))
                : stream.resumeAfter(token);
    }

    static BsonDocument token(Position position) {
        try {
            return BsonDocument.parse(position.token());
        } catch (JsonParseException | BSONException e) {
            throw new StoreException(
                    MongoErrorCode.BAD_POSITION,
                    "The position to go on from was not made by a MongoDB store; follow the collections anew",
                    e);
        }
    }
}
