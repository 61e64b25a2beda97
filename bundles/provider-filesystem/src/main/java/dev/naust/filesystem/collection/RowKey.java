package dev.naust.filesystem.collection;

import dev.naust.api.model.Content;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.model.ValueOrder;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of a record's key, in the order that segments are sorted by.
 *
 * @param values in the order of the key's fields
 */
public record RowKey(List<Value> values) implements Comparable<RowKey> {
    private static final ExactJson JSON = new ExactJson();

    static RowKey of(Document body, List<String> names) {
        List<Value> values = new ArrayList<>(names.size());
        for (String name : names) {
            values.add(body.get(name).orElse(Value.ofNull()));
        }
        return new RowKey(values);
    }

    /** Whether a value can be part of a key. */
    static boolean holds(Value value) {
        return value.kind() != Kind.NULL && !(value instanceof Content);
    }

    Value.Array array() {
        return new Value.Array(values);
    }

    public Position position() {
        return new Position(JSON.write(array()));
    }

    /** The key at which a position stands. */
    public static RowKey at(Position position) {
        try {
            if (JSON.read(position.token()) instanceof Value.Array array) {
                return new RowKey(array.items());
            }
        } catch (MalformedJsonException e) {
            throw foreign(e);
        }
        throw foreign(null);
    }

    private static StoreException foreign(@org.jspecify.annotations.Nullable Exception cause) {
        return new StoreException(
                FilesystemErrorCode.BAD_POSITION,
                "The position to go on from was not made by a folder's store; start from the beginning",
                cause);
    }

    @Override
    public int compareTo(RowKey other) {
        int common = Math.min(values.size(), other.values.size());
        for (int i = 0; i < common; i++) {
            int order = ValueOrder.INSTANCE.compare(values.get(i), other.values.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(values.size(), other.values.size());
    }
}
