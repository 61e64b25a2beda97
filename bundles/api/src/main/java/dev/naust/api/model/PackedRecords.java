package dev.naust.api.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some records of one table as their canonical bytes, one behind the other: what a reader and a writer that know each other's
 * types hand over without an object for each value. Every value is of its field's kind or null; JSON is well-formed; nothing
 * is streamed. Whoever needs a record as such is given one.
 *
 * <p>For one thread at a time; it is filled, emptied and filled again.
 */
public final class PackedRecords {
    private static final int ENOUGH = 512 * 1024;
    private static final int HEAD = 1 + Long.BYTES;

    private final Schema schema;
    private final Layout layout;
    private final Kind[] kinds;
    private final CanonicalBytes packed = new CanonicalBytes();
    private final int[] ends;
    private int size;

    /**
     * Room for records.
     *
     * @param schema whose fields they have; see {@link #canHold}
     * @param most how many records at most
     */
    public PackedRecords(Schema schema, int most) {
        this.schema = schema;
        this.layout = schema.layout();
        this.kinds = schema.fields().stream().map(field -> field.type().kind()).toArray(Kind[]::new);
        this.ends = new int[most];
        clear();
    }

    /** Whether records of these fields can be packed: only those without values inside of values. */
    public static boolean canHold(Schema schema) {
        return schema.fields().stream().allMatch(field -> switch (field.type().kind()) {
            case BOOL, INT32, INT64, FLOAT64, DECIMAL, TEXT, BYTES, UUID, DATE, TIME, LOCAL_TIMESTAMP, MOMENT, JSON ->
                true;
            case NULL, OFFSET_TIMESTAMP, ARRAY, DOCUMENT, EXTENSION -> false;
        });
    }

    /** A record's values, asked for in the canonical order of their names. */
    @FunctionalInterface
    public interface Source<E extends Exception> {
        /**
         * Puts the one value of the field at this position.
         *
         * @return false when it is not of the field's kind, so that the record cannot be packed
         */
        boolean put(int field, CanonicalBytes out) throws E;
    }

    /** Forgets all records. */
    public void clear() {
        packed.begin(false);
        size = 0;
    }

    /** The names of the fields that all records have. */
    public Layout layout() {
        return layout;
    }

    /** How many records there are. */
    public int size() {
        return size;
    }

    /** Whether it is time to hand the records over. */
    public boolean isFull() {
        return size == ends.length || packed.length() >= ENOUGH;
    }

    /**
     * Adds a record.
     *
     * @return false when it cannot be packed, and was not added
     */
    public <E extends Exception> boolean add(Source<E> record) throws E {
        packed.cutOff(start(size));
        packed.putTagged('O', kinds.length);
        for (int rank = 0; rank < kinds.length; rank++) {
            int field = layout.canonical(rank);
            packed.putName(layout, field);
            if (!record.put(field, packed)) {
                packed.cutOff(start(size));
                return false;
            }
        }
        ends[size++] = packed.length();
        return true;
    }

    /** Adds up the content of all records. */
    public ContentHash content() {
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        for (int record = 0; record < size; record++) {
            sum.add(packed.hash(start(record), ends[record]));
        }
        return sum.result();
    }

    /** The bytes of all records, not a copy; until something is added. */
    public byte[] bytes() {
        return packed.bytes();
    }

    /** Finds a record's values: the place of the tag of each, by the fields' positions. */
    public void locate(int record, int[] places) {
        byte[] bytes = packed.bytes();
        int at = start(record) + HEAD;
        for (int rank = 0; rank < kinds.length; rank++) {
            int field = layout.canonical(rank);
            at += layout.nameSize(field);
            places[field] = at;
            at += size(bytes, at);
        }
    }

    private int start(int record) {
        return record == 0 ? 0 : ends[record - 1];
    }

    private static int size(byte[] bytes, int at) {
        return switch (bytes[at]) {
            case 'N', 'T', 'F' -> 1;
            case 'i', 'f', 'd', 't' -> HEAD;
            case 'l', 'm' -> HEAD + Integer.BYTES;
            case 'u' -> HEAD + Long.BYTES;
            case 's', 'b', 'j' -> HEAD + (int) CanonicalBytes.int64(bytes, at + 1);
            case 'n' -> HEAD + Integer.BYTES + CanonicalBytes.int32(bytes, at + HEAD);
            default -> throw new IllegalStateException("A value with the tag " + bytes[at] + " cannot be packed");
        };
    }

    /** All records as such. */
    public List<DataRecord> records() {
        List<DataRecord> records = new ArrayList<>(size);
        IntStream.range(0, size).forEach(each -> records.add(record(each)));
        return records;
    }

    /** One record as such: its values are the same content as those that were put. */
    public DataRecord record(int record) {
        int[] places = new int[kinds.length];
        locate(record, places);
        Value[] values = new Value[kinds.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(places[i], i);
        }
        return DataRecord.of(schema.key(), Document.of(layout, values));
    }

    private Value value(int at, int field) {
        ByteBuffer in = ByteBuffer.wrap(packed.bytes(), at, size(packed.bytes(), at));
        return switch (in.get()) {
            case 'N' -> Value.ofNull();
            case 'T' -> Value.Bool.TRUE;
            case 'F' -> Value.Bool.FALSE;
            case 'i' -> integer(in.getLong(), field);
            case 'f' -> new Value.Float64(in.getDouble());
            case 'd' -> new Value.Date(LocalDate.ofEpochDay(in.getLong()));
            case 't' -> new Value.Time(LocalTime.ofNanoOfDay(in.getLong()));
            case 'l' ->
                new Value.LocalTimestamp(LocalDateTime.ofEpochSecond(in.getLong(), in.getInt(), ZoneOffset.UTC));
            case 'm' -> new Value.Moment(Instant.ofEpochSecond(in.getLong(), in.getInt()));
            case 'u' -> new Value.Uuid(new java.util.UUID(in.getLong(), in.getLong()));
            case 's' -> Text.ofUtf8(rest(in, Long.BYTES));
            case 'b' -> Bytes.of(rest(in, Long.BYTES));
            case 'j' -> new Value.Json(Text.ofUtf8(rest(in, Long.BYTES)));
            default -> decimal((int) in.getLong(), new BigInteger(rest(in, Integer.BYTES)), field);
        };
    }

    private Value integer(long number, int field) {
        return switch (kinds[field]) {
            case INT32 -> new Value.Int32((int) number);
            case DECIMAL -> decimal(0, BigInteger.valueOf(number), field);
            default -> new Value.Int64(number);
        };
    }

    /** The digits behind the point that the field declares are shown. */
    private Value decimal(int scale, BigInteger unscaled, int field) {
        BigDecimal number = new BigDecimal(unscaled, scale);
        int declared = schema.fields().get(field).type().scale().orElse(scale);
        return new Value.Decimal(number.scale() < declared ? number.setScale(declared) : number);
    }

    private static byte[] rest(ByteBuffer in, int skipped) {
        int from = in.position() + skipped;
        return Arrays.copyOfRange(in.array(), from, in.limit());
    }
}
