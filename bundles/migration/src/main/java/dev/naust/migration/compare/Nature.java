package dev.naust.migration.compare;

import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** Says of what nature a difference is, where it is one of those that copies are known to make. */
final class Nature {
    private static final long WIDEST_OFFSET_HOURS = 14;
    private static final int OFFSET_STEP_MINUTES = 15;

    private Nature() {}

    /** In a few words; empty where nothing is known of it. */
    static String of(Value here, Value there) {
        if (here == Value.Null.NULL || there == Value.Null.NULL) {
            Value other = here == Value.Null.NULL ? there : here;
            return other instanceof Text text && text.utf8().length == 0 ? "null against empty text" : "";
        }
        if (here instanceof Text a && there instanceof Text b) {
            return text(a.string(), b.string());
        }
        Optional<LocalDateTime> from = time(here);
        Optional<LocalDateTime> to = time(there);
        if (from.isPresent() && to.isPresent()) {
            return time(from.get(), to.get());
        }
        Optional<BigDecimal> a = number(here);
        Optional<BigDecimal> b = number(there);
        if (a.isPresent() && b.isPresent()) {
            return number(here, there, a.get(), b.get());
        }
        return here.kind() == there.kind() ? "" : "another kind of value";
    }

    private static String text(String a, String b) {
        if (a.strip().equals(b.strip())) {
            return "white space at the ends";
        }
        if (Normalizer.normalize(a, Normalizer.Form.NFC).equals(Normalizer.normalize(b, Normalizer.Form.NFC))) {
            return "the same text in another Unicode form (NFC, NFD)";
        }
        if (a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT))) {
            return "upper and lower case";
        }
        return a.replace("\r\n", "\n").equals(b.replace("\r\n", "\n")) ? "line ends" : "";
    }

    private static String time(LocalDateTime a, LocalDateTime b) {
        if (a.withNano(0).equals(b.withNano(0))) {
            return "the fraction of the second";
        }
        Duration apart = Duration.between(a, b);
        boolean steps =
                apart.toMillis() % Duration.ofMinutes(OFFSET_STEP_MINUTES).toMillis() == 0;
        return steps && a.getNano() == b.getNano() && apart.abs().toHours() <= WIDEST_OFFSET_HOURS
                ? "as far apart as two time zones"
                : "";
    }

    private static Optional<LocalDateTime> time(Value value) {
        if (value instanceof Value.LocalTimestamp local) {
            return Optional.of(local.timestamp());
        }
        if (value instanceof Value.Moment moment) {
            return Optional.of(LocalDateTime.ofInstant(moment.instant(), ZoneOffset.UTC));
        }
        return value instanceof Value.OffsetTimestamp offset
                ? Optional.of(offset.timestamp().toLocalDateTime())
                : Optional.empty();
    }

    private static String number(Value here, Value there, BigDecimal a, BigDecimal b) {
        if (a.signum() == 0 && b.signum() == 0) {
            return "the sign of zero";
        }
        boolean exact = !(here instanceof Value.Float64) && !(there instanceof Value.Float64);
        if (exact && a.doubleValue() == b.doubleValue()) {
            return "the same once rounded to a double";
        }
        return here.kind() == there.kind() || exact ? "" : "a floating-point against an exact number";
    }

    private static Optional<BigDecimal> number(Value value) {
        return switch (value.kind()) {
            case INT32 -> Optional.of(BigDecimal.valueOf(((Value.Int32) value).number()));
            case INT64 -> Optional.of(BigDecimal.valueOf(((Value.Int64) value).number()));
            case DECIMAL -> Optional.of(((Value.Decimal) value).number());
            case FLOAT64 -> {
                double number = ((Value.Float64) value).number();
                yield Double.isFinite(number) ? Optional.of(new BigDecimal(number)) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }
}
