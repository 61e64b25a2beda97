package dev.naust.testkit;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.util.Optional;

/** What the server's pump does to a value before a writer sees it, as far as the contract needs it. */
final class Conversions {
    private Conversions() {}

    /** The same value in a target field's kind; empty where the contract has no conversion. */
    static Optional<Value> to(Kind kind, Value value) {
        if (value.kind() == kind || value == Value.Null.NULL) {
            return Optional.of(value);
        }
        return switch (kind) {
            case INT64 -> integer(value).map(Value::int64);
            case DECIMAL -> decimal(value).map(Value.Decimal::new);
            case TEXT -> text(value).map(Text::of);
            default -> Optional.empty();
        };
    }

    private static Optional<Long> integer(Value value) {
        if (value instanceof Value.Bool truth) {
            return Optional.of(truth.isTrue() ? 1L : 0L);
        }
        return value instanceof Value.Int32 small ? Optional.of((long) small.number()) : Optional.empty();
    }

    private static Optional<BigDecimal> decimal(Value value) {
        if (value instanceof Value.Int64 number) {
            return Optional.of(BigDecimal.valueOf(number.number()));
        }
        return value instanceof Value.Int32 small ? Optional.of(BigDecimal.valueOf(small.number())) : Optional.empty();
    }

    private static Optional<String> text(Value value) {
        return switch (value.kind()) {
            case BOOL -> Optional.of(value == Value.Bool.TRUE ? "true" : "false");
            case INT32 -> Optional.of(String.valueOf(((Value.Int32) value).number()));
            case INT64 -> Optional.of(String.valueOf(((Value.Int64) value).number()));
            case FLOAT64 -> Optional.of(String.valueOf(((Value.Float64) value).number()));
            case DECIMAL -> Optional.of(((Value.Decimal) value).number().toPlainString());
            case UUID -> Optional.of(((Value.Uuid) value).id().toString());
            case DATE -> Optional.of(((Value.Date) value).date().toString());
            case TIME -> Optional.of(((Value.Time) value).time().toString());
            case LOCAL_TIMESTAMP ->
                Optional.of(((Value.LocalTimestamp) value).timestamp().toString());
            case MOMENT -> Optional.of(((Value.Moment) value).instant().toString());
            case OFFSET_TIMESTAMP ->
                Optional.of(((Value.OffsetTimestamp) value).timestamp().toString());
            case JSON -> Optional.of(((Value.Json) value).text().string());
            case EXTENSION -> Optional.of(((Value.Extension) value).text());
            case NULL, TEXT, BYTES, ARRAY, DOCUMENT -> Optional.empty();
        };
    }
}
