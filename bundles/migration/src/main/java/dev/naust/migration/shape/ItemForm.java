package dev.naust.migration.shape;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes records of the items that one record holds. For one thread at a time. */
final class ItemForm {
    private final Schema wanted;
    private final Layout layout;
    private final List<String> key;
    private final List<String> references;
    private final String field;
    private final String position;
    private final boolean wholes;
    private final JsonValues json = new JsonValues();

    /**
     * A form of items.
     *
     * @param wanted the items' fields
     * @param key the fields of the key of the record that they are in
     * @param references the items' fields for that
     * @param field where the items are
     * @param position the field for an item's place; empty for none
     */
    ItemForm(Schema wanted, List<String> key, List<String> references, String field, String position) {
        this.wanted = wanted;
        this.layout = wanted.layout();
        this.key = key;
        this.references = references;
        this.field = field;
        this.position = position;
        List<String> own = new ArrayList<>(layout.names());
        own.removeAll(references);
        own.remove(position);
        this.wholes = own.equals(List.of(Flattening.VALUE));
    }

    List<DataRecord> of(Document body) {
        Value value = Items.opened(body.get(field).orElse(Value.ofNull()), json);
        List<Value> items = List.of();
        if (value instanceof Value.Array array) {
            items = array.items();
        } else if (value != Value.Null.NULL) {
            items = List.of(value);
        }
        List<DataRecord> records = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            records.add(DataRecord.of(wanted.key(), item(body, items.get(i), i + 1L)));
        }
        return records;
    }

    private Document item(Document parent, Value item, long place) {
        Value[] values = new Value[layout.size()];
        boolean misfit = !(item instanceof Document) && !wholes;
        for (int i = 0; i < values.length; i++) {
            Field each = wanted.fields().get(i);
            int part = references.indexOf(each.name());
            if (part >= 0) {
                values[i] = parent.get(key.get(part)).orElse(Value.ofNull());
            } else if (each.name().equals(position)) {
                values[i] = Value.int64(place);
            } else if (misfit) {
                // No field of the plan's can hold it, so that it is rejected by name.
                values[i] = new Value.Extension("item", item.toString());
                misfit = false;
            } else {
                values[i] = own(each, item);
            }
        }
        return Document.of(layout, values);
    }

    private Value own(Field each, Value item) {
        Optional<Value> inner = item instanceof Document document ? document.get(each.name()) : Optional.empty();
        boolean whole = wholes && (!(item instanceof Document) || inner.isEmpty());
        Value value = whole ? item : inner.orElse(Value.ofNull());
        boolean wraps = each.type().kind() == Kind.JSON && value.kind() != Kind.JSON && value != Value.Null.NULL;
        return wraps ? Value.Json.of(json.write(value)) : value;
    }
}
