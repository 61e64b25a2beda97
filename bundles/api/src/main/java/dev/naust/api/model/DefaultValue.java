package dev.naust.api.model;

/** What a store puts into a field that a new record leaves out. */
public sealed interface DefaultValue {

    /** Always the same value. */
    record Constant(Value value) implements DefaultValue {}

    /** The time of the insertion, in the field's own kind: a date, a time, a timestamp. */
    record CurrentTime() implements DefaultValue {}

    /** An expression of the store's own language, which another technology cannot be assumed to understand. */
    record Expression(String text) implements DefaultValue {}
}
