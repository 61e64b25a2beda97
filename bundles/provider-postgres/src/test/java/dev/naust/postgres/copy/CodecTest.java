package dev.naust.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.Document;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Value;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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
