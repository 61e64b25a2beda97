package dev.naust.testkit;

import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Conditions made at random, the same for the same seed. */
final class RandomFilters {
    /** Values that records hold, that lie between them, and that are of other kinds. */
    static final List<Value> VALUES = List.of(
            Value.ofNull(),
            Value.Bool.TRUE,
            Value.Bool.FALSE,
            new Value.Int32(0),
            new Value.Int32(7),
            Value.int64(-3),
            Value.int64(Long.MAX_VALUE),
            new Value.Float64(2.5),
            new Value.Float64(-0.0),
            new Value.Decimal(new BigDecimal("7.00")),
            new Value.Decimal(new BigDecimal("2.5")),
            Value.text(""),
            Value.text("a"),
            Value.text("A"),
            Value.text("ab%c_d"),
            Value.text("Zoë"),
            Value.text("zebra"),
            Value.text("🚢"),
            Value.text("7"),
            Value.text("it's \"so\" \\ odd"),
            new Value.Date(LocalDate.of(2024, 2, 29)),
            new Value.Date(LocalDate.of(1999, 12, 31)),
            new Value.LocalTimestamp(LocalDateTime.of(2024, 2, 29, 12, 30)));

    private static final List<String> PARTS = List.of("", "a", "A", "%", "_", "b%c", "ë", "🚢", "'", "\\", "zzz");

    private final Random random;
    private final List<String> fields;

    RandomFilters(long seed, List<String> fields) {
        this.random = new Random(seed);
        this.fields = fields;
    }

    Filter next() {
        return next(3);
    }

    private Filter next(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0, 1 -> new Filter.Comparison(one(fields), one(List.of(Filter.Operator.values())), one(VALUES));
            case 2 -> new Filter.In(one(fields), List.of(one(VALUES), one(VALUES), one(VALUES)));
            case 3 -> new Filter.Contains(one(fields), one(PARTS));
            case 4 -> new Filter.IsNull(one(fields));
            case 5 -> new Filter.And(parts(depth));
            case 6 -> new Filter.Or(parts(depth));
            default -> new Filter.Not(next(depth - 1));
        };
    }

    private List<Filter> parts(int depth) {
        List<Filter> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(next(depth - 1));
        }
        return parts;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
