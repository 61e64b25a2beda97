package dev.naust.migration.shape;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all lists, or objects, of one field hold together, over every record of a collection. */
final class Items {
    private static final int MOST_FIELDS = 1_000;

    private final DatasetId collection;
    private final String field;
    private final Map<String, KindsSeen> fields = new LinkedHashMap<>();
    private final KindsSeen whole = new KindsSeen();
    private final List<KindsSeen> keys = new ArrayList<>();
    private final JsonValues json = new JsonValues();
    private long without;
    private long lists;
    private long objects;
    private long documents;
    private long items;

    Items(DatasetId collection, String field, int keyFields) {
        this.collection = collection;
        this.field = field;
        for (int i = 0; i < keyFields; i++) {
            keys.add(new KindsSeen());
        }
    }

    /** A value as the list or object that it is, JSON text read. */
    static Value opened(Value value, JsonValues json) {
        return value instanceof Value.Json text ? json.read(text.text().string()) : value;
    }

    void see(Document body, List<String> keyNames) {
        for (int i = 0; i < keys.size(); i++) {
            keys.get(i).see(body.get(keyNames.get(i)).orElse(Value.ofNull()));
        }
        Value value = opened(body.get(field).orElse(Value.ofNull()), json);
        if (value == Value.Null.NULL) {
            without++;
        } else if (value instanceof Value.Array array) {
            lists++;
            array.items().forEach(this::item);
        } else if (value instanceof Document) {
            objects++;
            item(value);
        } else {
            throw Refusal.of(collection + " cannot be flattened by " + field + ": it holds " + value.kind()
                    + ", and only lists and objects become a collection. Leave it out of flatten");
        }
        if (lists > 0 && objects > 0) {
            throw Refusal.of(collection + " cannot be flattened by " + field + ": it is a list in some records and an"
                    + " object in others. Leave it out of flatten, so that it stays one field");
        }
    }

    private void item(Value value) {
        items++;
        whole.see(value);
        if (value instanceof Document document) {
            documents++;
            for (int i = 0; i < document.size(); i++) {
                fields.computeIfAbsent(document.layout().names().get(i), name -> new KindsSeen())
                        .see(document.at(i));
            }
            if (fields.size() > MOST_FIELDS) {
                throw Refusal.of(collection + " cannot be flattened by " + field + ": its items have more than "
                        + MOST_FIELDS + " different fields, which are rather data than names. Leave it out of flatten,"
                        + " so that it stays one field");
            }
        }
    }

    boolean areObjects() {
        return objects > 0;
    }

    /** Whether every item has fields; else each is one value. */
    boolean haveFields() {
        return documents == items;
    }

    Map<String, KindsSeen> fields() {
        return fields;
    }

    KindsSeen whole() {
        return whole;
    }

    KindsSeen key(int part) {
        return keys.get(part);
    }

    long count() {
        return items;
    }

    /** Whether some records have no list, so that it takes a field to tell an empty one from none. */
    boolean needMark() {
        return without > 0 && objects == 0;
    }
}
