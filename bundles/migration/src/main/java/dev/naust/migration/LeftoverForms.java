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
     * The form that a record is taken in. It is kept as the source had it, so that the fields that are not to blame still have to
     * be brought to the target's kinds, as the run would have done.
     *
     * @param blamed the field for which it was refused; empty when it was the record as a whole
     * @param cast whether a value of another kind may become the target's in that field, too; else it is refused as in the run
     */
    static Schema given(Document body, Schema there, String blamed, boolean cast) {
        List<Field> fields = new ArrayList<>();
        body.toMap().forEach((name, value) -> {
            Kind declared = there.field(name).map(field -> field.type().kind()).orElse(Kind.NULL);
            fields.add(Field.of(
                    name,
                    FieldType.of(
                            value == Value.Null.NULL || !cast && name.equals(blamed) && declared != Kind.NULL
                                    ? declared
                                    : value.kind())));
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
