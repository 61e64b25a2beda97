package dev.naust.api.model;

import java.util.Objects;
import java.util.Optional;

/**
 * A field of a schema.
 *
 * @param nullable whether a stored null is allowed
 * @param defaultValue what the store fills in
 * @param generation whether and how the store makes the value itself
 */
public record Field(
        String name, FieldType type, boolean nullable, Optional<DefaultValue> defaultValue, Generation generation) {

    /** How a store makes a field's value itself. */
    public enum Generation {
        NONE,
        /** The next number of a sequence (identity, serial, AUTOINCREMENT, SQLite's rowid). */
        IDENTITY,
        /** Computed from other fields; cannot be written. */
        COMPUTED
    }

    public Field {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(generation, "generation");
    }

    /** A nullable field without a default. */
    public static Field of(String name, FieldType type) {
        return new Field(name, type, true, Optional.empty(), Generation.NONE);
    }

    /** A field that may not hold null. */
    public static Field required(String name, FieldType type) {
        return new Field(name, type, false, Optional.empty(), Generation.NONE);
    }

    /** This field with another name. */
    public Field withName(String other) {
        return new Field(other, type, nullable, defaultValue, generation);
    }

    /** This field with another type. */
    public Field withType(FieldType other) {
        return new Field(name, other, nullable, defaultValue, generation);
    }

    /** This field with another default. */
    public Field withDefault(Optional<DefaultValue> other) {
        return new Field(name, type, nullable, other, generation);
    }

    /** This field, made by the store in another way. */
    public Field withGeneration(Generation other) {
        return new Field(name, type, nullable, defaultValue, other);
    }

    /** This field, allowing null or not. */
    public Field withNullable(boolean allowed) {
        return new Field(name, type, allowed, defaultValue, generation);
    }
}
