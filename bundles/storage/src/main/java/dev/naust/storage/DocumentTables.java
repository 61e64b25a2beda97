package dev.naust.storage;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import java.util.List;

/**
 * Tables whose records need not agree in their fields: a text {@code id}, and all other fields together as a JSON text in
 * {@code document}, in the form that {@link dev.naust.json.ExactJson} describes.
 */
final class DocumentTables {
    static final String ID = "id";
    static final String DOCUMENT = "document";

    private DocumentTables() {}

    /** The table to make for a collection. */
    static Schema table(DatasetId id) {
        return Schema.table(
                id,
                List.of(Field.required(ID, FieldType.of(Kind.TEXT)), Field.required(DOCUMENT, FieldType.of(Kind.JSON))),
                List.of(ID));
    }

    /** A collection of a store that takes any fields by itself. */
    static Schema open(DatasetId id) {
        return new Schema(
                id,
                Shape.COLLECTION,
                List.of(Field.required(ID, FieldType.of(Kind.TEXT))),
                List.of(ID),
                List.of(),
                List.of(),
                List.of());
    }

    /** Whether a table is of this form. */
    static boolean isOne(Schema schema) {
        return schema.shape() == Shape.TABLE
                && schema.key().equals(List.of(ID))
                && schema.layout().names().equals(List.of(ID, DOCUMENT))
                && schema.fields().get(0).type().kind() == Kind.TEXT
                && schema.fields().get(1).type().kind() == Kind.JSON;
    }

    /** What such a table is for those who use its records. */
    static Schema shown(Schema table) {
        return open(table.id());
    }
}
