package dev.naust.console.rest;

import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Schema;
import dev.naust.console.web.JsonObject;
import dev.naust.json.JsonValues;
import java.util.Optional;

/** A collection's schema as JSON. */
final class SchemaForm {
    private static final JsonValues JSON = new JsonValues();

    private SchemaForm() {}

    static Document of(Schema schema) {
        return new JsonObject()
                .put("collection", schema.id().toString())
                .put("shape", schema.shape().name())
                .put("fields", schema.fields().stream().map(SchemaForm::of).toList())
                .putTexts("key", schema.key())
                .put("indexes", schema.indexes().stream().map(SchemaForm::of).toList())
                .put(
                        "foreignKeys",
                        schema.foreignKeys().stream().map(SchemaForm::of).toList())
                .putTexts("extras", schema.extras())
                .document();
    }

    private static Document of(Field field) {
        return new JsonObject()
                .put("name", field.name())
                .put("type", field.type().describe())
                .put("kind", field.type().kind().name())
                .put("nativeType", field.type().nativeType())
                .put("nullable", field.nullable())
                .putText("default", field.defaultValue().map(SchemaForm::of))
                .put("generation", field.generation().name())
                .document();
    }

    private static String of(DefaultValue value) {
        if (value instanceof DefaultValue.Constant constant) {
            return JSON.write(constant.value());
        }
        return value instanceof DefaultValue.Expression expression ? expression.text() : "the current time";
    }

    private static Document of(Index index) {
        return new JsonObject()
                .put("name", index.name())
                .put("unique", index.unique())
                .put("constraint", index.constraint())
                .put(
                        "fields",
                        index.parts().stream()
                                .map(part -> new JsonObject()
                                        .put("name", part.field())
                                        .put("descending", part.descending())
                                        .document())
                                .toList())
                .document();
    }

    private static Document of(ForeignKey key) {
        return new JsonObject()
                .putText("name", Optional.of(key.name()).filter(name -> !name.isEmpty()))
                .putTexts("fields", key.fields())
                .put("target", key.target().toString())
                .putTexts("targetFields", key.targetFields())
                .put("onDelete", key.onDelete().name())
                .put("onUpdate", key.onUpdate().name())
                .put("broken", key.broken())
                .document();
    }
}
