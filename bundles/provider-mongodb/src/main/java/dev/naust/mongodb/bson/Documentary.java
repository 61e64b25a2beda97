package dev.naust.mongodb.bson;

import dev.naust.api.model.Document;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonType;

/** Whole documents inside of others, exactly. */
public final class Documentary {
    private static final String HELD = "v";

    private Documentary() {}

    /**
     * A document as BSON.
     *
     * @throws MisfitException when MongoDB cannot hold it
     */
    public static BsonDocument write(Document document) {
        return new BsonDocument(HELD, new ValueWriter().toBson(document));
    }

    /** What {@link #write} was given. */
    public static Document read(BsonDocument written) {
        try (BsonDocumentReader reader = new BsonDocumentReader(written)) {
            reader.readStartDocument();
            if (reader.readBsonType() == BsonType.END_OF_DOCUMENT) {
                return Document.empty();
            }
            String name = reader.readName();
            return new ValueReader().read(reader) instanceof Document found && name.equals(HELD)
                    ? found
                    : Document.of(Map.of());
        }
    }
}
