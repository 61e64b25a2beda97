package dev.naust.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Layout;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What a codec puts straight from the server's bytes is what the value would be that it makes of them. */
class CodecTest {
    private static final Layout ONE = Layout.of("v");
    private static final int AT = 3;

    private final CanonicalForm form = new CanonicalForm();

    @Provide
    Arbitrary<Long> longs() {
        return Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.of(
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        0L,
                        -1L,
                        86_400_000_000L,
                        0x7ff8_0000_0000_0001L,
                        0x8000_0000_0000_0000L,
                        0x7fff_ffff_8000_0000L));
    }

    @Property
    void numbersAndDates(@ForAll("longs") long bits) {
        byte[] eight = ByteBuffer.allocate(8).putLong(bits).array();
        for (Codec codec : List.of(IntegerCodec.INT2, IntegerCodec.INT4, IntegerCodec.INT8, IntegerCodec.OID)) {
            assertSame(codec, eight);
        }
        assertSame(FloatCodec.FLOAT4, eight);
        assertSame(FloatCodec.FLOAT8, eight);
        assertSame(BoolCodec.BOOL, eight);
        assertSame(DateCodec.DATE, eight);
        assertSame(new TimestampCodec(true, new Fraction(6)), eight);
        assertSame(new TimestampCodec(false, new Fraction(3)), eight);
        long time = Math.floorMod(bits, 86_400_000_001L);
        assertSame(
                new TimeCodec(new Fraction(6)),
                ByteBuffer.allocate(8).putLong(time).array());
    }

    @Property
    void textsAndBytes(@ForAll byte[] bytes) {
        assertSame(TextCodec.name(), bytes);
        assertSame(JsonCodec.JSON, bytes);
        assertSame(BytesCodec.BYTEA, bytes);
        assertSame(
                JsonCodec.JSONB,
                ByteBuffer.allocate(bytes.length + 1).put((byte) 1).put(bytes).array());
        assertSame(UuidCodec.UUID, java.util.Arrays.copyOf(bytes, 16));
    }

    @Provide
    Arbitrary<byte[]> numerics() {
        Arbitrary<Integer> groups = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 9_999), Arbitraries.of(0, 1, 10, 100, 1_000, 5_000, 9_999));
        return Combinators.combine(
                        groups.list().ofMaxSize(7),
                        Arbitraries.integers().between(-6, 12),
                        Arbitraries.of(0, 0x4000),
                        Arbitraries.integers().between(0, 5))
                .as(CodecTest::numeric);
    }

    @Property(tries = 3_000)
    void decimals(@ForAll("numerics") byte[] numeric) {
        assertSame(new NumericCodec(), numeric);
    }

    @Property(tries = 1)
    void numbersThatAreNone() {
        for (int sign : List.of(0xC000, 0xD000, 0xF000)) {
            assertSame(new NumericCodec(), numeric(List.of(), 0, sign, 0));
        }
    }

    @Provide
    Arbitrary<Value> plain() {
        Arbitrary<Long> longs = longs();
        Arbitrary<Integer> small = Arbitraries.integers().between(-1_000_000, 1_000_000);
        return Arbitraries.oneOf(
                Arbitraries.of(Value.Bool.class),
                longs.map(Value.Int64::new),
                small.map(Value.Int32::new),
                longs.map(bits -> new Value.Float64(Double.longBitsToDouble(bits))),
                Combinators.combine(
                                Arbitraries.oneOf(longs, small.map(Integer::longValue)),
                                Arbitraries.of(0, 1, 2, 3, 12, 20))
                        .as((unscaled, scale) -> new Value.Decimal(BigDecimal.valueOf(unscaled, scale))),
                Arbitraries.strings().ofMaxLength(12).map(Text::of),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(4).map(Text::ofUtf8),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(12).map(Bytes::of),
                Arbitraries.of("1", "{\"a\":[null]}", "\"æ\"").map(Value.Json::of),
                Combinators.combine(longs, longs).as((high, low) -> new Value.Uuid(new java.util.UUID(high, low))),
                small.map(day -> new Value.Date(LocalDate.ofEpochDay(day * 365L))),
                Arbitraries.of(0L, 1_000L, 1_001L, 86_399_999_999_000L, 5_000_000_000L)
                        .map(nanos -> new Value.Time(LocalTime.ofNanoOfDay(nanos))),
                Combinators.combine(small, Arbitraries.of(0, 1_000, 1_001, 5_000_000))
                        .as((second, nanos) -> new Value.Moment(Instant.ofEpochSecond(second * 9_000_000L, nanos))),
                Combinators.combine(small, Arbitraries.of(0, 1_000, 1_001, 5_000_000))
                        .as((second, nanos) -> new Value.LocalTimestamp(
                                LocalDateTime.ofEpochSecond(second * 9_000_000L, nanos, ZoneOffset.UTC))));
    }

    /** A packed value gives the same bytes as the value, or is left to it; it never goes where that one cannot. */
    @Property(tries = 2_000)
    void packedValues(@ForAll("plain") Value value) {
        PackedRecords packed = new PackedRecords(
                Schema.table(DatasetId.of("t"), List.of(Field.of("v", FieldType.of(value.kind()))), List.of()), 1);
        packed.add((field, out) -> {
            out.put(value);
            return true;
        });
        int[] places = new int[1];
        packed.locate(0, places);
        boolean any = false;
        for (Codec codec : CODECS) {
            CopyBuffer ordinary = new CopyBuffer(64);
            CopyBuffer quick = new CopyBuffer(64);
            boolean fits = fits(() -> {
                codec.encode(value, ordinary);
                return true;
            });
            boolean done = fits(() -> codec.takesPacked() && codec.encode(packed.bytes(), places[0], quick));
            any |= done;
            if (done) {
                assertThat(fits).as("%s of %s", codec, value).isTrue();
                assertThat(java.util.Arrays.copyOf(quick.bytes(), quick.length()))
                        .as("%s of %s", codec, value)
                        .isEqualTo(java.util.Arrays.copyOf(ordinary.bytes(), ordinary.length()));
            }
        }
        Statistics.collect(any);
        Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 70));
    }

    private static final List<Codec> CODECS = List.of(
            BoolCodec.BOOL,
            BytesCodec.BYTEA,
            IntegerCodec.INT2,
            IntegerCodec.INT4,
            IntegerCodec.INT8,
            IntegerCodec.OID,
            TextCodec.name(),
            TextCodec.of(OptionalInt.of(5)),
            TextCodec.oneOf(List.of("a")),
            JsonCodec.JSON,
            JsonCodec.JSONB,
            FloatCodec.FLOAT4,
            FloatCodec.FLOAT8,
            DateCodec.DATE,
            new TimeCodec(new Fraction(6)),
            new TimeCodec(new Fraction(0)),
            new TimestampCodec(true, new Fraction(6)),
            new TimestampCodec(false, new Fraction(3)),
            new NumericCodec(),
            new NumericCodec(12, 2),
            new NumericCodec(5, 0),
            new NumericCodec(30, 12),
            new NumericCodec(3, -2),
            new NumericCodec(2, 4),
            UuidCodec.UUID);

    private interface Attempt {
        boolean run() throws MisfitException;
    }

    private static boolean fits(Attempt attempt) {
        try {
            return attempt.run();
        } catch (MisfitException e) {
            return false;
        }
    }

    private static byte[] numeric(List<Integer> groups, int weight, int sign, int more) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + 2 * groups.size());
        int shown = Math.max(0, 4 * (groups.size() - 1 - weight)) + more;
        bytes.putShort((short) groups.size()).putShort((short) weight).putShort((short) sign);
        bytes.putShort((short) shown);
        groups.forEach(group -> bytes.putShort(group.shortValue()));
        return bytes.array();
    }

    private void assertSame(Codec codec, byte[] bytes) {
        // Beside others in a row, as the server sends it.
        byte[] row = new byte[AT + bytes.length + 1];
        System.arraycopy(bytes, 0, row, AT, bytes.length);
        Value value = codec.decode(row, AT, bytes.length);

        assertThat(form.hash(ONE, (index, out) -> codec.put(row, AT, bytes.length, out)))
                .as("%s of %s", codec, value)
                .isEqualTo(form.hash(Document.of(ONE, new Value[] {value})));
    }
}
