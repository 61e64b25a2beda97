package dev.naust.mongodb.bson;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBinaryReader;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Makes records of the documents of one collection. For one thread at a time. */
public final class RecordDecoder {
    private final Form form;
    private final Optional<Layout> wanted;
    private final int largeValue;
    private final ValueReader values = new ValueReader();
    private final Layouts layouts = new Layouts();
    private final Map<String, FieldForm> forms = new HashMap<>();
    private final FieldForm undeclared;

    /**
     * A decoder of one collection.
     *
     * @param readAs the fields to hand out, in this order; all that are there when empty
     * @param largeValue texts and bytes above this size are handed out as content
     */
    public RecordDecoder(Form form, Optional<Schema> readAs, int largeValue) {
        this.form = form;
        this.largeValue = largeValue;
        ValueWriter writer = new ValueWriter();
        this.undeclared = FieldForm.undeclared(writer);
        readAs.ifPresent(schema -> schema.fields().stream()
                .filter(field ->
                        Form.isMixed(field.type()) || isNumber(field.type().kind()))
                .forEach(field -> forms.put(field.name(), new FieldForm(field.type(), writer))));
        form.types().forEach((name, type) -> forms.put(name, new FieldForm(type, writer)));
        this.wanted = readAs.map(Schema::layout)
                .or(() -> form.table()
                        ? Optional.of(Layout.of(
                                form.fields().stream().map(Field::name).toList()))
                        : Optional.empty());
    }

    /** The document as a record. */
    public DataRecord decode(RawBsonDocument document) {
        Document body = wanted.isPresent() ? selected(document, wanted.get()) : whole(document);
        return DataRecord.of(form.key(), body);
    }

    private Document selected(RawBsonDocument document, Layout layout) {
        Value[] found = new Value[layout.size()];
        Map<String, String> exact = Map.of();
        try (BsonBinaryReader reader = reader(document)) {
            reader.readStartDocument();
            while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                String name = reader.readName();
                int at = layout.indexOf(name);
                if (name.equals(Tagged.MARK)) {
                    Value own = values.read(reader);
                    if (Companions.are(own)) {
                        exact = Companions.of(own);
                    } else if (at >= 0) {
                        found[at] = own;
                    }
                } else if (at < 0 || isHidden(name)) {
                    reader.skipValue();
                } else {
                    found[at] = read(reader, name);
                }
            }
        }
        exact.forEach((name, text) -> {
            int at = layout.indexOf(name);
            if (at >= 0 && found[at] != null) {
                found[at] = form(name).exact(found[at], text);
            }
        });
        return present(layout, found);
    }

    /** In a table a field that is left out is null; elsewhere it is missing. */
    private Document present(Layout layout, @Nullable Value[] found) {
        List<String> names = null;
        for (int i = 0; i < found.length; i++) {
            if (found[i] == null) {
                if (form.table()) {
                    found[i] = Value.ofNull();
                } else if (names == null) {
                    names = new ArrayList<>();
                }
            }
        }
        if (names == null) {
            return Document.of(layout, found);
        }
        List<Value> kept = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            Value value = found[i];
            if (value != null) {
                names.add(layout.names().get(i));
                kept.add(value);
            }
        }
        return Document.of(layouts.of(names), kept.toArray(Value[]::new));
    }

    private Document whole(RawBsonDocument document) {
        Map<String, Value> found = new java.util.LinkedHashMap<>();
        Map<String, String> exact = Map.of();
        try (BsonBinaryReader reader = reader(document)) {
            reader.readStartDocument();
            while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                String name = reader.readName();
                if (name.equals(Tagged.MARK)) {
                    Value own = values.read(reader);
                    if (Companions.are(own)) {
                        exact = Companions.of(own);
                    } else {
                        found.put(name, own);
                    }
                } else if (isHidden(name)) {
                    reader.skipValue();
                } else {
                    found.put(name, read(reader, name));
                }
            }
        }
        exact.forEach((name, text) ->
                found.computeIfPresent(name, (key, value) -> form(name).exact(value, text)));
        return Document.of(
                layouts.of(List.copyOf(found.keySet())), found.values().toArray(Value[]::new));
    }

    private Value read(BsonReader reader, String name) {
        // A document of MongoDB has at most 16 MiB and comes whole; batches are bounded by what their documents weigh.
        return Content.streamed(form(name).read(reader, values), largeValue);
    }

    private FieldForm form(String name) {
        return forms.getOrDefault(name, undeclared);
    }

    private boolean isHidden(String name) {
        return name.equals(Form.ID) && !form.showsId();
    }

    private static boolean isNumber(Kind kind) {
        return switch (kind) {
            case INT32, INT64, FLOAT64, DECIMAL -> true;
            default -> false;
        };
    }

    private static BsonBinaryReader reader(RawBsonDocument document) {
        return new BsonBinaryReader(document.getByteBuffer().asNIO());
    }
}
