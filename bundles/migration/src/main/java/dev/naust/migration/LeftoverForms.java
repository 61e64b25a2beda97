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

    /**
     * The form that a record is taken in.
     *
     * @param cast whether values of other kinds may become the target's; else such a value is refused as in the run
     */
    static Schema given(Document body, Schema there, boolean cast) {
        List<Field> fields = new ArrayList<>();
        body.toMap().forEach((name, value) -> {
            Kind declared = there.field(name).map(field -> field.type().kind()).orElse(Kind.NULL);
            fields.add(Field.of(
                    name,
                    FieldType.of(
                            value == Value.Null.NULL || !cast && declared != Kind.NULL ? declared : value.kind())));
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
