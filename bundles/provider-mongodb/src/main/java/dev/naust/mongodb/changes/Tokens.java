package dev.naust.mongodb.changes;

import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.connection.MongoErrorCode;
import org.bson.BSONException;
import org.bson.BsonDocument;
import org.bson.json.JsonParseException;

/** The server's resume tokens as positions. */
final class Tokens {
    private Tokens() {}

    static Position position(BsonDocument token) {
        return new Position(token.toJson());
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
