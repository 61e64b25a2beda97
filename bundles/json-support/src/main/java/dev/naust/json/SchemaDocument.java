package dev.naust.json;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A schema as a document and back, for stores that must keep their collections' schemas themselves; {@link ExactJson} makes
 * text of it. What is empty is left out.
 */
public final class SchemaDocument {
    private SchemaDocument() {}

    /** The schema as a document. */
    public static Document of(Schema schema) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("id", texts(schema.id().path()));
        fields.put("shape", Text.of(schema.shape().name()));
        fields.put("fields", array(schema.fields(), SchemaDocument::field));
        fields.put("key", texts(schema.key()));
        putList(fields, "indexes", array(schema.indexes(), SchemaDocument::index));
        putList(fields, "foreignKeys", array(schema.foreignKeys(), SchemaDocument::foreignKey));
        putList(fields, "extras", texts(schema.extras()));
        return Document.of(fields);
    }

    /**
     * The schema that a document stands for.
     *
     * @throws MalformedJsonException when it stands for none
     */
    public static Schema schema(Document document) {
        try {
            return new Schema(
                    new DatasetId(strings(document, "id")),
                    Shape.valueOf(string(document, "shape")),
                    list(document, "fields", SchemaDocument::field),
                    strings(document, "key"),
                    list(document, "indexes", SchemaDocument::index),
                    list(document, "foreignKeys", SchemaDocument::foreignKey),
                    strings(document, "extras"));
        } catch (ClassCastException | IllegalArgumentException | java.util.NoSuchElementException e) {
            throw new MalformedJsonException("The document is no schema: " + e.getMessage());
        }
    }

    private static Document field(Field field) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("name", Text.of(field.name()));
        fields.put("type", type(field.type()));
        if (!field.nullable()) {
            fields.put("required", Value.Bool.TRUE);
        }
        field.defaultValue().ifPresent(value -> fields.put("default", defaultValue(value)));
        if (field.generation() != Field.Generation.NONE) {
            fields.put("generation", Text.of(field.generation().name()));
        }
        return Document.of(fields);
    }

    private static Field field(Document document) {
        return new Field(
                string(document, "name"),
                type((Document) document.get("type").orElseThrow()),
                document.get("required").isEmpty(),
                document.get("default").map(value -> defaultValue((Document) value)),
                document.get("generation")
                        .map(value -> Field.Generation.valueOf(((Text) value).string()))
                        .orElse(Field.Generation.NONE));
    }

    private static Document type(FieldType type) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("kind", Text.of(type.kind().name()));
        type.precision().ifPresent(number -> fields.put("precision", Value.int64(number)));
        type.scale().ifPresent(number -> fields.put("scale", Value.int64(number)));
        type.element().ifPresent(element -> fields.put("element", type(element)));
        if (!type.nativeType().isEmpty()) {
            fields.put("nativeType", Text.of(type.nativeType()));
        }
        if (type.form() != FieldType.Form.AS_GIVEN) {
            fields.put("form", Text.of(type.form().name()));
        }
        return Document.of(fields);
    }

    private static FieldType type(Document document) {
        return new FieldType(
                Kind.valueOf(string(document, "kind")),
                number(document, "precision"),
                number(document, "scale"),
                document.get("element").map(value -> type((Document) value)),
                document.get("nativeType").map(value -> ((Text) value).string()).orElse(""),
                document.get("form")
                        .map(value -> FieldType.Form.valueOf(((Text) value).string()))
                        .orElse(FieldType.Form.AS_GIVEN));
    }

    private static Document defaultValue(DefaultValue value) {
        if (value instanceof DefaultValue.Constant constant) {
            return Document.of(Map.of("constant", constant.value()));
        }
        return value instanceof DefaultValue.Expression expression
                ? Document.of(Map.of("expression", Text.of(expression.text())))
                : Document.of(Map.of("currentTime", Value.Bool.TRUE));
    }

    private static DefaultValue defaultValue(Document document) {
        Optional<Value> constant = document.get("constant");
        if (constant.isPresent()) {
            return new DefaultValue.Constant(constant.get());
        }
        return document.get("expression")
                .<DefaultValue>map(value -> new DefaultValue.Expression(((Text) value).string()))
                .orElseGet(DefaultValue.CurrentTime::new);
    }

    private static Document index(Index index) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("name", Text.of(index.name()));
        fields.put("unique", Value.Bool.of(index.unique()));
        fields.put("constraint", Value.Bool.of(index.constraint()));
        fields.put(
                "parts",
                array(
                        index.parts(),
                        part -> Document.of(Map.of(
                                "field", Text.of(part.field()), "descending", Value.Bool.of(part.descending())))));
        return Document.of(fields);
    }

    private static Index index(Document document) {
        return new Index(
                string(document, "name"),
                truth(document, "unique"),
                truth(document, "constraint"),
                list(document, "parts", part -> new Index.Part(string(part, "field"), truth(part, "descending"))));
    }

    private static Document foreignKey(ForeignKey key) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("name", Text.of(key.name()));
        fields.put("fields", texts(key.fields()));
        fields.put("target", texts(key.target().path()));
        fields.put("targetFields", texts(key.targetFields()));
        fields.put("onDelete", Text.of(key.onDelete().name()));
        fields.put("onUpdate", Text.of(key.onUpdate().name()));
        if (key.broken() > 0) {
            fields.put("broken", Value.int64(key.broken()));
        }
        return Document.of(fields);
    }

    private static ForeignKey foreignKey(Document document) {
        return new ForeignKey(
                string(document, "name"),
                strings(document, "fields"),
                new DatasetId(strings(document, "target")),
                strings(document, "targetFields"),
                ForeignKey.Action.valueOf(string(document, "onDelete")),
                ForeignKey.Action.valueOf(string(document, "onUpdate")),
                document.get("broken")
                        .map(value -> ((Value.Int64) value).number())
                        .orElse(0L));
    }

    private static void putList(Map<String, Value> fields, String name, Value.Array items) {
        if (!items.items().isEmpty()) {
            fields.put(name, items);
        }
    }

    private static <T> Value.Array array(List<T> items, Function<T, ? extends Value> form) {
        return new Value.Array(items.stream().<Value>map(form::apply).toList());
    }

    private static Value.Array texts(List<String> strings) {
        return array(strings, Text::of);
    }

    private static String string(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }

    private static boolean truth(Document document, String name) {
        return document.get(name).orElseThrow() == Value.Bool.TRUE;
    }

    private static OptionalInt number(Document document, String name) {
        return document.get(name)
                .map(value -> OptionalInt.of(Math.toIntExact(((Value.Int64) value).number())))
                .orElseGet(OptionalInt::empty);
    }

    private static <T> List<T> list(Document document, String name, Function<Document, T> item) {
        return items(document, name).stream()
                .map(value -> item.apply((Document) value))
                .toList();
    }

    private static List<String> strings(Document document, String name) {
        return items(document, name).stream()
                .map(value -> ((Text) value).string())
                .toList();
    }

    private static List<Value> items(Document document, String name) {
        return document.get(name).map(value -> ((Value.Array) value).items()).orElse(List.of());
    }
}
