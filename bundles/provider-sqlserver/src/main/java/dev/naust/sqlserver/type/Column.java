package dev.naust.sqlserver.type;

import dev.naust.api.model.Field;

/**
 * A column of a table.
 *
 * @param field what others are told of it
 * @param type what the server knows of its type
 */
public record Column(Field field, ColumnType type) {
    /** The column's name. */
    public String name() {
        return field.name();
    }

    /** Whether the server makes the column's values itself, so that nothing can be written to it. */
    public boolean isComputed() {
        return field.generation() == Field.Generation.COMPUTED;
    }

    /** Whether the server numbers the records by it. */
    public boolean isIdentity() {
        return field.generation() == Field.Generation.IDENTITY;
    }
}
