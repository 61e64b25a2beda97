package dev.naust.api.port;

import dev.naust.api.store.Filter.Operator;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on objects of a class: {@code where(Person::age).gte(18).and(contains(Person::name, "da"))}. It means what
 * {@link dev.naust.api.store.Filter} means: comparisons with null are false, numbers compare by value, text by its UTF-8 bytes.
 *
 * @param <T> the class
 */
public sealed interface Condition<T> {

    /** A property, to be compared. */
    static <T, V extends @Nullable Object> Subject<T, V> where(Property<T, V> property) {
        return new Subject<>(property.name());
    }

    /** A text that contains another, exactly and with case. */
    static <T> Condition<T> contains(Property<T, ? extends @Nullable String> property, String part) {
        return new Containing<>(property.name(), part);
    }

    /** The opposite. */
    static <T> Condition<T> not(Condition<T> condition) {
        return new Negation<>(condition);
    }

    /** Both. */
    default Condition<T> and(Condition<T> other) {
        return new All<>(List.of(this, other));
    }

    /** At least one. */
    default Condition<T> or(Condition<T> other) {
        return new AnyOf<>(List.of(this, other));
    }

    /**
     * A property that is to be compared.
     *
     * @param property its name
     */
    record Subject<T, V extends @Nullable Object>(String property) {

        public Condition<T> eq(V value) {
            return compared(Operator.EQ, value);
        }

        public Condition<T> ne(V value) {
            return compared(Operator.NE, value);
        }

        public Condition<T> lt(V value) {
            return compared(Operator.LT, value);
        }

        public Condition<T> lte(V value) {
            return compared(Operator.LTE, value);
        }

        public Condition<T> gt(V value) {
            return compared(Operator.GT, value);
        }

        public Condition<T> gte(V value) {
            return compared(Operator.GTE, value);
        }

        /** Equal to one of these. */
        public Condition<T> in(Collection<? extends V> values) {
            return new OneOf<>(property, List.copyOf(values));
        }

        /** Null or missing. */
        public Condition<T> isNull() {
            return new Absent<>(property);
        }

        private Condition<T> compared(Operator operator, @Nullable Object value) {
            return new Compared<>(property, operator, value);
        }
    }

    /** A property compared with a value. */
    record Compared<T>(
            String property, Operator operator, @Nullable Object value) implements Condition<T> {}

    /** A property equal to one of some values. */
    record OneOf<T>(String property, List<?> values) implements Condition<T> {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /** A text property that contains a text. */
    record Containing<T>(String property, String part) implements Condition<T> {}

    /** A property that is null. */
    record Absent<T>(String property) implements Condition<T> {}

    /** All of these. */
    record All<T>(List<Condition<T>> parts) implements Condition<T> {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** At least one of these. */
    record AnyOf<T>(List<Condition<T>> parts) implements Condition<T> {
        public AnyOf {
            parts = List.copyOf(parts);
        }
    }

    /** Not this. */
    record Negation<T>(Condition<T> part) implements Condition<T> {}
}
