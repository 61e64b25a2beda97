package dev.naust.mongodb.copy;

import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.connection.MongoErrorCode;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.bson.BSONException;
import org.bson.BsonArray;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.jspecify.annotations.Nullable;

/** A place in the order of {@code _id}, and the condition for what lies behind it. */
final class After {
    private After() {}

    static Position position(BsonValue id) {
        RawBsonDocument held = new RawBsonDocument(new BsonDocument(Form.ID, id), new BsonDocumentCodec());
        byte[] bytes = new byte[held.getByteLength()];
        System.arraycopy(held.getBackingArray(), held.getByteOffset(), bytes, 0, bytes.length);
        return new Position(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * The condition for everything behind a position. It is an expression, because only expressions compare ids of all types
     * with each other, in the order in which they are sorted.
     */
    static BsonDocument condition(Position position) {
        BsonArray operands =
                new BsonArray(List.of(new BsonString("$" + Form.ID), new BsonDocument("$literal", id(position))));
        return new BsonDocument("$expr", new BsonDocument("$gt", operands));
    }

    private static BsonValue id(Position position) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(position.token());
            try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
                BsonValue id = new BsonDocumentCodec()
                        .decode(reader, DecoderContext.builder().build())
                        .get(Form.ID);
                if (id != null) {
                    return id;
                }
            }
        } catch (IllegalArgumentException | BSONException e) {
            throw unknown(e);
        }
        throw unknown(null);
    }

    private static StoreException unknown(@Nullable Throwable cause) {
        return new StoreException(
                MongoErrorCode.BAD_POSITION,
                "The position to go on from was not made by a MongoDB store; start from the beginning",
                cause);
    }
}
