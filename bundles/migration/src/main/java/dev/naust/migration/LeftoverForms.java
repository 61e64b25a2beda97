package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.List;

/** Schemas of single records that were kept. */
final class LeftoverForms {
    private LeftoverForms() {}

    /** What a record says of its own fields; a null says what the target's field is. */
    static Schema given(Document body, Schema there) {
        List<Field> fields = new ArrayList<>();
        body.toMap().forEach((name, value) -> {
            Kind declared = there.field(name).map(field -> field.type().kind()).orElse(Kind.NULL);
            fields.add(Field.of(name, FieldType.of(value == Value.Null.NULL ? declared : value.kind())));
        });
        return Schema.table(there.id(), fields, List.of());
    }

    /** The target's declaration of the fields that a record brings. */
    static Schema brought(Document body, Schema there) {
        return there.withFields(body.layout().names().stream()
                .map(name -> there.field(name).orElseGet(() -> Field.of(name, FieldType.of(Kind.NULL))))
                .toList());
    }
}
