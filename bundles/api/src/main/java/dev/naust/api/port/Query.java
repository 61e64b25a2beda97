package dev.naust.api.port;

import dev.naust.api.service.DocumentRepository;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which objects, in which order:
 * {@code Query.matching(where(Person::town).eq("Oslo")).sortedBy(Order.down(Person::age)).limit(20)}.
 *
 * @param order the properties that decide the order, the first one most, and the key at last; empty for the store's own order,
 *     which costs least
 * @param limit at most this many, 1 to {@link DocumentRepository#MOST}
 * @param cursor where an earlier page of the same condition and order ended
 */
public record Query<T>(Optional<Condition<T>> condition, List<Order<T>> order, int limit, Optional<String> cursor) {
    private static final int USUAL = 100;

    public Query {
        order = List.copyOf(order);
        if (limit < 1 || limit > DocumentRepository.MOST) {
            throw new IllegalArgumentException("The limit " + limit + " is not from 1 to " + DocumentRepository.MOST);
        }
    }

    /** The first hundred. */
    public static <T> Query<T> all() {
        return new Query<>(Optional.empty(), List.of(), USUAL, Optional.empty());
    }

    /** The first hundred that fulfil a condition. */
    public static <T> Query<T> matching(Condition<T> condition) {
        return new Query<>(Optional.of(condition), List.of(), USUAL, Optional.empty());
    }

    /** The same, ordered by this property where the ones named before are equal. */
    public Query<T> sortedBy(Order<T> next) {
        return new Query<>(
                condition, Stream.concat(order.stream(), Stream.of(next)).toList(), limit, cursor);
    }

    /** The same with at most this many on a page. */
    public Query<T> limit(int most) {
        return new Query<>(condition, order, most, cursor);
    }

    /** The page behind an earlier one. */
    public Query<T> after(String nextCursor) {
        return new Query<>(condition, order, limit, Optional.of(nextCursor));
    }

    /**
     * A property that decides an order.
     *
     * @param property its name
     */
    public record Order<T>(String property, boolean descending) {

        /** The smallest first. */
        public static <T> Order<T> up(Property<T, ?> property) {
            return new Order<>(property.name(), false);
        }

        /** The largest first. */
        public static <T> Order<T> down(Property<T, ?> property) {
            return new Order<>(property.name(), true);
        }
    }
}
