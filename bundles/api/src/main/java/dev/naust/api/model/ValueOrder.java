package dev.naust.api.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order of values across kinds, for filters, sorting and keys: null first, then numbers by value whatever their kind
 * (NaN after all others), then everything else within its own kind; different families follow each other in the order of
 * {@link Kind}. Text compares by its UTF-8 bytes, which is the order of code points. Streamed content compares
 * as the bytes or the text that it streams.
 */
public final class ValueOrder implements Comparator<Value> {
    /** The order itself; it holds no state. */
    public static final ValueOrder INSTANCE = new ValueOrder();

    private static final int CHUNK = 8192;

    private ValueOrder() {}

    /** Whether two values are of one family, so that their order means something. */
    public static boolean comparable(Value a, Value b) {
        return family(a.kind()) == family(b.kind());
    }

    @Override
    public int compare(Value a, Value b) {
        Kind family = family(a.kind());
        Kind other = family(b.kind());
        if (family != other) {
            return family.compareTo(other);
        }
        return switch (family) {
            case NULL -> 0;
            case BOOL -> Boolean.compare(((Value.Bool) a).isTrue(), ((Value.Bool) b).isTrue());
            case INT32, INT64, FLOAT64, DECIMAL -> compareNumbers(a, b);
            case TEXT, BYTES -> compareBytes(a, b);
            case UUID -> compareUuids(((Value.Uuid) a).id(), ((Value.Uuid) b).id());
            case DATE -> ((Value.Date) a).date().compareTo(((Value.Date) b).date());
            case TIME -> ((Value.Time) a).time().compareTo(((Value.Time) b).time());
            case LOCAL_TIMESTAMP ->
                ((Value.LocalTimestamp) a).timestamp().compareTo(((Value.LocalTimestamp) b).timestamp());
            case MOMENT -> ((Value.Moment) a).instant().compareTo(((Value.Moment) b).instant());
            case OFFSET_TIMESTAMP ->
                ((Value.OffsetTimestamp) a).timestamp().compareTo(((Value.OffsetTimestamp) b).timestamp());
            case JSON -> ((Value.Json) a).text().compareTo(((Value.Json) b).text());
            case ARRAY, DOCUMENT, EXTENSION ->
                Arrays.compareUnsigned(new CanonicalForm().bytes(a), new CanonicalForm().bytes(b));
        };
    }

    private static Kind family(Kind kind) {
        return switch (kind) {
            case INT32, INT64, FLOAT64, DECIMAL -> Kind.INT32;
            default -> kind;
        };
    }

    private static int compareNumbers(Value a, Value b) {
        if (a instanceof Value.Float64 || b instanceof Value.Float64) {
            if (!isFinite(a) || !isFinite(b)) {
                return Double.compare(beyondFinite(a), beyondFinite(b));
            }
        } else if (!(a instanceof Value.Decimal) && !(b instanceof Value.Decimal)) {
            return Long.compare(asLong(a), asLong(b));
        }
        return asDecimal(a).compareTo(asDecimal(b));
    }

    private static boolean isFinite(Value value) {
        return !(value instanceof Value.Float64 number) || Double.isFinite(number.number());
    }

    private static long asLong(Value value) {
        return value instanceof Value.Int32 small ? small.number() : ((Value.Int64) value).number();
    }

    /** Infinities and NaN as they are, and every finite number as zero: a decimal may be larger than the largest double. */
    private static double beyondFinite(Value value) {
        return isFinite(value) ? 0 : ((Value.Float64) value).number();
    }

    private static BigDecimal asDecimal(Value value) {
        if (value instanceof Value.Decimal decimal) {
            return decimal.number();
        }
        return value instanceof Value.Float64 number
                ? new BigDecimal(number.number())
                : BigDecimal.valueOf(asLong(value));
    }

    private static int compareBytes(Value a, Value b) {
        if (a instanceof Content || b instanceof Content) {
            return compareStreams(a, b);
        }
        return a instanceof Text text ? text.compareTo((Text) b) : ((Bytes) a).compareTo((Bytes) b);
    }

    private static int compareStreams(Value a, Value b) {
        try (InputStream left = open(a);
                InputStream right = open(b)) {
            byte[] some = left.readNBytes(CHUNK);
            byte[] other = right.readNBytes(CHUNK);
            while (some.length == CHUNK && Arrays.equals(some, other)) {
                some = left.readNBytes(CHUNK);
                other = right.readNBytes(CHUNK);
            }
            return Arrays.compareUnsigned(some, other);
        } catch (IOException e) {
            throw new UncheckedIOException("The content could not be read: " + e.getMessage(), e);
        }
    }

    private static InputStream open(Value value) throws IOException {
        if (value instanceof Content content) {
            return content.open();
        }
        return new ByteArrayInputStream(value instanceof Text text ? text.utf8() : ((Bytes) value).array());
    }

    /** UUIDs compare as their 16 bytes, not as Java's signed halves. */
    private static int compareUuids(java.util.UUID a, java.util.UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
