package dev.naust.api.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;

/**
 * One value of a record. The value carries its meaning; what a store declared for it stands in the {@link Schema}.
 *
 * <p>Equality is equality of meaning and representation: {@code Decimal(1.50)} is not {@code Decimal(1.5)}. Whether two
 * values count as the same content across stores is decided by {@link CanonicalForm} alone. The {@code toString()} of a
 * value is for people: the value as they would write it.
 */
public sealed interface Value
        permits Value.Null,
                Value.Bool,
                Value.Int32,
                Value.Int64,
                Value.Float64,
                Value.Decimal,
                Text,
                Bytes,
                Value.Uuid,
                Value.Date,
                Value.Time,
                Value.LocalTimestamp,
                Value.Moment,
                Value.OffsetTimestamp,
                Value.Json,
                Value.Array,
                Document,
                Content,
                Value.Extension {

    /** What this value means. */
    Kind kind();

    /**
     * About how many bytes of memory this value needs, for bounding batches and queues. Content that is streamed counts as
     * the little that its handle needs.
     */
    int weight();

    /** The stored null. */
    static Value ofNull() {
        return Null.NULL;
    }

    /** Text from a string. */
    static Text text(String text) {
        return Text.of(text);
    }

    /** A 64-bit integer. */
    static Int64 int64(long number) {
        return new Int64(number);
    }

    /** A stored null. */
    enum Null implements Value {
        NULL;

        @Override
        public Kind kind() {
            return Kind.NULL;
        }

        @Override
        public int weight() {
            return 0;
        }

        @Override
        public String toString() {
            return "null";
        }
    }

    /** True or false. */
    enum Bool implements Value {
        FALSE,
        TRUE;

        /** The value for {@code truth}. */
        public static Bool of(boolean truth) {
            return truth ? TRUE : FALSE;
        }

        /** This value as a primitive. */
        public boolean isTrue() {
            return this == TRUE;
        }

        @Override
        public Kind kind() {
            return Kind.BOOL;
        }

        @Override
        public int weight() {
            return 0;
        }

        @Override
        public String toString() {
            return this == TRUE ? "true" : "false";
        }
    }

    /** A 32-bit signed integer. */
    record Int32(int number) implements Value {
        @Override
        public Kind kind() {
            return Kind.INT32;
        }

        @Override
        public int weight() {
            return 16;
        }

        @Override
        public String toString() {
            return Integer.toString(number);
        }
    }

    /** A 64-bit signed integer. */
    record Int64(long number) implements Value {
        @Override
        public Kind kind() {
            return Kind.INT64;
        }

        @Override
        public int weight() {
            return 16;
        }

        @Override
        public String toString() {
            return Long.toString(number);
        }
    }

    /** An IEEE 754 binary64 number. Equality is by bits, so that NaN equals NaN and -0.0 differs from 0.0. */
    record Float64(double number) implements Value {
        @Override
        public Kind kind() {
            return Kind.FLOAT64;
        }

        @Override
        public int weight() {
            return 16;
        }

        @Override
        public String toString() {
            return Double.toString(number);
        }
    }

    /** An exact decimal number; the scale is part of it. */
    record Decimal(BigDecimal number) implements Value {
        public Decimal {
            Objects.requireNonNull(number, "number");
        }

        @Override
        public Kind kind() {
            return Kind.DECIMAL;
        }

        @Override
        public int weight() {
            return 48;
        }

        @Override
        public String toString() {
            return number.toPlainString();
        }
    }

    /** A universally unique identifier (RFC 9562). */
    record Uuid(java.util.UUID id) implements Value {
        public Uuid {
            Objects.requireNonNull(id, "id");
        }

        @Override
        public Kind kind() {
            return Kind.UUID;
        }

        @Override
        public int weight() {
            return 48;
        }

        @Override
        public String toString() {
            return id.toString();
        }
    }

    /** A calendar date. */
    record Date(LocalDate date) implements Value {
        public Date {
            Objects.requireNonNull(date, "date");
        }

        @Override
        public Kind kind() {
            return Kind.DATE;
        }

        @Override
        public int weight() {
            return 40;
        }

        @Override
        public String toString() {
            return date.toString();
        }
    }

    /** A time of day, to the nanosecond. */
    record Time(LocalTime time) implements Value {
        public Time {
            Objects.requireNonNull(time, "time");
        }

        @Override
        public Kind kind() {
            return Kind.TIME;
        }

        @Override
        public int weight() {
            return 40;
        }

        @Override
        public String toString() {
            return time.toString();
        }
    }

    /** A date and time without a zone, to the nanosecond. */
    record LocalTimestamp(LocalDateTime timestamp) implements Value {
        public LocalTimestamp {
            Objects.requireNonNull(timestamp, "timestamp");
        }

        @Override
        public Kind kind() {
            return Kind.LOCAL_TIMESTAMP;
        }

        @Override
        public int weight() {
            return 88;
        }

        @Override
        public String toString() {
            return timestamp.toString();
        }
    }

    /** An instant, to the nanosecond. */
    record Moment(Instant instant) implements Value {
        public Moment {
            Objects.requireNonNull(instant, "instant");
        }

        @Override
        public Kind kind() {
            return Kind.MOMENT;
        }

        @Override
        public int weight() {
            return 40;
        }

        @Override
        public String toString() {
            return instant.toString();
        }
    }

    /** An instant and the offset it was written in, to the nanosecond. */
    record OffsetTimestamp(OffsetDateTime timestamp) implements Value {
        public OffsetTimestamp {
            Objects.requireNonNull(timestamp, "timestamp");
        }

        @Override
        public Kind kind() {
            return Kind.OFFSET_TIMESTAMP;
        }

        @Override
        public int weight() {
            return 104;
        }

        @Override
        public String toString() {
            return timestamp.toString();
        }
    }

    /**
     * A JSON text, kept verbatim. That it is well-formed is the promise of whoever made the value. Equal to another with the
     * same text; it is no record only because it remembers that it was checked, which readers and writers ask in turn.
     */
    final class Json implements Value {
        private final Text text;
        private boolean foundWellFormed;

        /** JSON from a text. */
        public Json(Text text) {
            this.text = Objects.requireNonNull(text, "text");
        }

        /** JSON from a string. */
        public static Json of(String json) {
            return new Json(Text.of(json));
        }

        /** The text. */
        public Text text() {
            return text;
        }

        /** Whether the text is one JSON value (RFC 8259), at most 1,000 levels deep. */
        public boolean isWellFormed() {
            // Threads that race here find the same: the bytes never change.
            if (!foundWellFormed) {
                foundWellFormed = JsonSyntax.isWellFormed(text.utf8());
            }
            return foundWellFormed;
        }

        @Override
        public Kind kind() {
            return Kind.JSON;
        }

        @Override
        public int weight() {
            return 24 + text.weight();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Json that && text.equals(that.text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public String toString() {
            return text.string();
        }
    }

    /** An ordered list of values, which may be of different kinds and may contain nulls. */
    record Array(List<Value> items) implements Value {
        public Array {
            items = List.copyOf(items);
        }

        @Override
        public Kind kind() {
            return Kind.ARRAY;
        }

        @Override
        public int weight() {
            int sum = 32;
            for (Value item : items) {
                sum += 4 + item.weight();
            }
            return sum;
        }

        @Override
        public String toString() {
            return items.toString();
        }
    }

    /**
     * A value that only one technology knows: a PostgreSQL range, a MongoDB ObjectId, a numeric NaN. The text is the
     * technology's own lossless text form. It crosses to the same native type unchanged; to anything else only by a planned
     * conversion.
     *
     * @param nativeType the technology's name of the type, lower case, such as {@code int4range}
     * @param text its text form
     */
    record Extension(String nativeType, String text) implements Value {
        public Extension {
            Objects.requireNonNull(nativeType, "nativeType");
            Objects.requireNonNull(text, "text");
        }

        @Override
        public Kind kind() {
            return Kind.EXTENSION;
        }

        @Override
        public int weight() {
            return 80 + nativeType.length() + 2 * text.length();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
