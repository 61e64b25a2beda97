package dev.naust.postgres.copy;

import dev.naust.api.model.Value;

/** The two ends of time, which Java's dates do not have. */
final class Infinity {
    private static final String POSITIVE = "infinity";
    private static final String NEGATIVE = "-infinity";

    private Infinity() {}

    static boolean isPositive(Value value) {
        return value instanceof Value.Extension extension && extension.text().equals(POSITIVE);
    }

    static boolean isNegative(Value value) {
        return value instanceof Value.Extension extension && extension.text().equals(NEGATIVE);
    }

    static Value positive(String nativeType) {
        return new Value.Extension(nativeType, POSITIVE);
    }

    static Value negative(String nativeType) {
        return new Value.Extension(nativeType, NEGATIVE);
    }
}
