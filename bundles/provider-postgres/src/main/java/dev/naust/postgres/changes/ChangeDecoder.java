package dev.naust.postgres.changes;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.catalogue.Table;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** Makes changes of {@code pgoutput}'s messages, and leaves out those that were dealt with. For one thread at a time. */
final class ChangeDecoder {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Tables tables;
    private final Place after;
    private final Map<Integer, Relation> relations = new HashMap<>();
    private Place place;
    private Instant at = Instant.EPOCH;

    /** Tells of a table what the catalogue says now. */
    @FunctionalInterface
    interface Tables {
        Table find(DatasetId id) throws InterruptedException;
    }

    /** @param after changes up to here were dealt with */
    ChangeDecoder(Tables tables, Place after) {
        this.tables = tables;
        this.after = after;
        this.place = after;
    }

    /** Hands out what a message says. */
    void decode(ByteBuffer bytes, Consumer<Change> changes) throws InterruptedException {
        Message message = new Message(bytes);
        switch (message.letter()) {
            case 'B' -> {
                place = Place.before(LogSequenceNumber.valueOf(message.int64()));
                at = EPOCH.plus(message.int64(), ChronoUnit.MICROS);
            }
            case 'R' -> relation(message);
            case 'I' -> {
                Relation relation = relation(message.int32());
                message.letter();
                Message.Row row = message.row();
                tell(changes, relation, Kind.INSERTED, relation.key(row), row);
            }
            case 'U' -> updated(message, changes);
            case 'D' -> {
                Relation relation = relation(message.int32());
                message.letter();
                tell(changes, relation, Kind.DELETED, relation.key(message.row()), null);
            }
            case 'T' -> throw truncated(message);
            default -> {
                // The end of a transaction, where it came from, or a type: nothing that a follower needs.
            }
        }
    }

    private void relation(Message message) throws InterruptedException {
        int oid = message.int32();
        DatasetId id = DatasetId.of(message.text(), message.text());
        message.letter();
        List<String> names = new ArrayList<>();
        int columns = message.int16();
        for (int i = 0; i < columns; i++) {
            message.letter();
            names.add(message.text());
            message.int64();
        }
        relations.put(oid, new Relation(tables.find(id), names));
    }

    private Relation relation(int oid) {
        Relation relation = relations.get(oid);
        if (relation == null) {
            throw new IllegalStateException("The server sent a row of a table that it had not described");
        }
        return relation;
    }

    private void updated(Message message, Consumer<Change> changes) {
        Relation relation = relation(message.int32());
        Message.Row before = null;
        char part = message.letter();
        boolean whole = part == 'O';
        if (part != 'N') {
            before = message.row();
            message.letter();
        }
        Message.Row now = message.row();
        Message.Row row = whole ? now.filled(before) : now;
        RecordKey key = relation.key(row);
        RecordKey old = before == null ? key : relation.key(before);
        if (old.equals(key)) {
            tell(changes, relation, Kind.UPDATED, key, row);
        } else {
            tell(changes, relation, Kind.DELETED, old, null);
            tell(changes, relation, Kind.INSERTED, key, row);
        }
    }

    private void tell(
            Consumer<Change> changes, Relation relation, Kind kind, RecordKey key, Message.@Nullable Row row) {
        place = new Place(place.commit(), place.number() + 1);
        if (place.compareTo(after) > 0) {
            changes.accept(new Change(
                    relation.id(),
                    kind,
                    key,
                    row == null ? Optional.empty() : relation.record(row),
                    place.position(),
                    at));
        }
    }

    private StoreException truncated(Message message) {
        int count = message.int32();
        message.letter();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(relation(message.int32()).id().toString());
        }
        return new StoreException(
                CommonError.CHANGES_GONE,
                "All records of " + String.join(", ", names) + " were removed at once by TRUNCATE, which is not told"
                        + " record by record. Compare the collections, and follow them anew.");
    }
}
