package dev.naust.mongodb.changes;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.bson.Form;
import dev.naust.mongodb.bson.Keys;
import dev.naust.mongodb.bson.RecordDecoder;
import dev.naust.mongodb.catalogue.Catalogue;
import dev.naust.mongodb.connection.MongoErrorCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/** Makes changes of a stream's events. For one thread at a time. */
final class ChangeDecoder {
    private final Catalogue catalogue;
    private final List<String> names;
    private final Map<String, Catalogue.Known> known = new HashMap<>();

    ChangeDecoder(Catalogue catalogue, List<String> names) {
        this.catalogue = catalogue;
        this.names = names;
    }

    /** The change that an event tells of; empty for events that are no change of a record. */
    Optional<Change> decode(ChangeStreamDocument<RawBsonDocument> event) {
        Optional<Kind> kind = kind(event.getOperationType());
        BsonDocument key = event.getDocumentKey();
        if (kind.isEmpty() || key == null) {
            return Optional.empty();
        }
        String name = event.getNamespace() == null
                ? names.get(0)
                : event.getNamespace().getCollectionName();
        Catalogue.Known of = known.computeIfAbsent(name, each -> catalogue.known(DatasetId.of(each)));
        if (!key.containsKey(Form.ID)) {
            throw new StoreException(
                    MongoErrorCode.FAILED,
                    "The server tells of a change in " + of.id() + " without saying of which document; compare the"
                            + " collections, and follow them anew");
        }
        RecordKey found = Keys.read(of.form(), key.get(Form.ID));
        Optional<DataRecord> record = Optional.ofNullable(event.getFullDocument())
                .map(new RecordDecoder(of.form(), Optional.empty(), Integer.MAX_VALUE)::decode);
        return Optional.of(
                new Change(of.id(), kind.get(), found, record, Tokens.position(event.getResumeToken()), at(event)));
    }

    private static Optional<Kind> kind(OperationType type) {
        return switch (type) {
            case INSERT -> Optional.of(Kind.INSERTED);
            case UPDATE, REPLACE -> Optional.of(Kind.UPDATED);
            case DELETE -> Optional.of(Kind.DELETED);
            default -> Optional.empty();
        };
    }

    private static Instant at(ChangeStreamDocument<RawBsonDocument> event) {
        if (event.getWallTime() != null) {
            return Instant.ofEpochMilli(event.getWallTime().getValue());
        }
        return event.getClusterTime() == null
                ? Instant.EPOCH
                : Instant.ofEpochSecond(
                        Integer.toUnsignedLong(event.getClusterTime().getTime()));
    }
}
