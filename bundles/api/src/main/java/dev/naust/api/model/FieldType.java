package dev.naust.api.model;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a store declared for a field.
 *
 * @param kind what its values mean
 * @param precision for DECIMAL the number of significant digits; for TEXT and BYTES the greatest length (characters, bytes);
 *     for times and timestamps the digits of the second's fraction; empty where not limited
 * @param scale for DECIMAL the digits behind the point
 * @param element for ARRAY the type of its items, where declared
 * @param nativeType the declaration in the store's own words, such as {@code NVARCHAR(160)}; replayed exactly between stores of
 *     one technology. Empty where there is none.
 * @param form in which form the store gives values back
 */
public record FieldType(
        Kind kind,
        OptionalInt precision,
        OptionalInt scale,
        Optional<FieldType> element,
        String nativeType,
        Form form) {

    /** In which form a store gives the values of a field back. */
    public enum Form {
        /** As they were given. */
        AS_GIVEN,
        /**
         * JSON by what it says: without its white space, with names in an order of their own and each of them once. The exact
         * text is fixed in docs/values.md.
         */
        JSON_BY_VALUE,
        /** Text with spaces behind it, up to the declared length in characters. */
        PADDED
    }

    /** A type whose values are given back as they were given. */
    public FieldType(
            Kind kind, OptionalInt precision, OptionalInt scale, Optional<FieldType> element, String nativeType) {
        this(kind, precision, scale, element, nativeType, Form.AS_GIVEN);
    }

    /** A type of this kind without limits. */
    public static FieldType of(Kind kind) {
        return of(kind, "");
    }

    /** A type of this kind without limits, with the store's own name for it. */
    public static FieldType of(Kind kind, String nativeType) {
        return new FieldType(kind, OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), nativeType);
    }

    /** Text or bytes of at most {@code length} characters or bytes. */
    public static FieldType sized(Kind kind, int length, String nativeType) {
        return new FieldType(kind, OptionalInt.of(length), OptionalInt.empty(), Optional.empty(), nativeType);
    }

    /** An exact decimal of {@code precision} digits, {@code scale} of them behind the point. */
    public static FieldType decimal(int precision, int scale, String nativeType) {
        return new FieldType(
                Kind.DECIMAL, OptionalInt.of(precision), OptionalInt.of(scale), Optional.empty(), nativeType);
    }

    /** An array of items of one type. */
    public static FieldType array(FieldType element, String nativeType) {
        return new FieldType(Kind.ARRAY, OptionalInt.empty(), OptionalInt.empty(), Optional.of(element), nativeType);
    }

    /** This type in a store that gives values back in this form. */
    public FieldType withForm(Form other) {
        return new FieldType(kind, precision, scale, element, nativeType, other);
    }

    /** This type under another native name, which gives values back as they were given. */
    public FieldType withNativeType(String name) {
        return new FieldType(kind, precision, scale, element, name);
    }

    /** The kind with its limits, for people: {@code DECIMAL(10,2)}. */
    public String describe() {
        StringBuilder text = new StringBuilder(kind.name());
        if (precision.isPresent()) {
            text.append('(').append(precision.getAsInt());
            scale.ifPresent(digits -> text.append(',').append(digits));
            text.append(')');
        }
        element.ifPresent(type -> text.append('<').append(type.describe()).append('>'));
        return text.toString();
    }
}
