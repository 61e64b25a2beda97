package dev.naust.postgres.changes;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Layout;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.type.Column;
import dev.naust.postgres.type.ColumnType;
import dev.naust.postgres.type.TextValues;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table as the feed sends its rows: some of its columns, in some order. */
final class Relation {
    private final DatasetId id;
    private final List<String> key;
    private final List<@Nullable ColumnType> types;
    private final Layout layout;
    private final List<Integer> kept = new ArrayList<>();

    /** @param names of the columns that are sent; one that the table has no more is left out */
    Relation(Table table, List<String> names) {
        this.id = table.id();
        this.key = table.schema().key();
        List<@Nullable ColumnType> found = new ArrayList<>();
        List<String> there = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Optional<Column> column = table.columns().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst();
            found.add(column.map(Column::type).orElse(null));
            if (column.isPresent()) {
                there.add(name);
                kept.add(i);
            }
        }
        this.types = found;
        this.layout = Layout.of(there);
    }

    DatasetId id() {
        return id;
    }

    /** The key of a row. */
    RecordKey key(Message.Row row) {
        if (key.isEmpty() || !layout.names().containsAll(key)) {
            throw changed();
        }
        return new RecordKey(
                key,
                key.stream()
                        .map(name -> value(row, kept.get(layout.indexOf(name))))
                        .toList());
    }

    /** The record of a row; empty when the server has not sent all of it. */
    Optional<DataRecord> record(Message.Row row) {
        if (!row.isWhole()) {
            return Optional.empty();
        }
        Value[] values = kept.stream().map(i -> value(row, i)).toArray(Value[]::new);
        return Optional.of(DataRecord.of(key, Document.of(layout, values)));
    }

    private Value value(Message.Row row, int column) {
        String text = row.texts().get(column);
        ColumnType type = types.get(column);
        if (text == null || type == null) {
            return Value.Null.NULL;
        }
        try {
            return TextValues.read(type, text);
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            throw changed();
        }
    }

    private StoreException changed() {
        return new StoreException(
                PostgresErrorCode.BAD_DATA,
                "The columns of " + id + " have been changed since its records were, so that these cannot be read any"
                        + " more. Compare the collections, and follow them anew.");
    }
}
