package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CanonicalFormTest {

    @Provide
    Arbitrary<Value> values() {
        return AnyValue.any();
    }

    @Provide
    Arbitrary<Document> documents() {
        return AnyValue.document();
    }

    @Property
    void isWhatASecondImplementationOfItsDescriptionMakes(@ForAll("values") Value value) {
        assertThat(new CanonicalForm().bytes(value)).isEqualTo(ReferenceForm.of(value));
    }

    @Property
    void hashesToTheSha256OfItsBytes(@ForAll("documents") Document document) throws Exception {
        assertThat(new CanonicalForm().hash(document))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(ReferenceForm.of(document)));
    }

    @Property
    void isTheSameForValuesThatArePutOneByOne(@ForAll("documents") Document document) {
        assertThat(new CanonicalForm().hash(document.layout(), (index, out) -> out.put(document.at(index))))
                .isEqualTo(new CanonicalForm().hash(document));
    }

    @Property
    void ofADecimalThatIsPutAsALongIsItsReference(
            @ForAll long unscaled,
            @ForAll @IntRange(max = 18) int zeros,
            @ForAll @IntRange(min = -40, max = 40) int scale)
            throws Exception {
        long power = BigDecimal.ONE.scaleByPowerOfTen(zeros).longValueExact();
        for (long number : new long[] {unscaled, unscaled / power, unscaled / power * power, Long.MIN_VALUE}) {
            Document whole = Document.of(Map.of("v", new Value.Decimal(BigDecimal.valueOf(number, scale))));
            assertThat(new CanonicalForm().hash(whole.layout(), (index, out) -> out.putDecimal(number, scale)))
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(ReferenceForm.of(whole)));
        }
    }

    @Property
    void doesNotDependOnTheOrderOfFields(@ForAll("documents") Document document, @ForAll long seed) {
        List<String> names = new ArrayList<>(document.layout().names());
        Collections.shuffle(names, new Random(seed));
        Map<String, Value> shuffled = new LinkedHashMap<>();
        names.forEach(name -> shuffled.put(name, document.get(name).orElseThrow()));

        assertThat(new CanonicalForm().hash(Document.of(shuffled))).isEqualTo(new CanonicalForm().hash(document));
    }

    @Property
    void isTheSameForEqualNumbersOfAnyScale(@ForAll long unscaled, @ForAll byte scale, @ForAll byte zeros) {
        BigDecimal number = BigDecimal.valueOf(unscaled, scale);
        BigDecimal longer = number.setScale(scale + (zeros & 0x3f));

        assertThat(bytes(new Value.Decimal(longer))).isEqualTo(bytes(new Value.Decimal(number)));
    }

    @Property
    void isTheSameForAnIntegerOfEveryExactKind(@ForAll int number) {
        byte[] form = bytes(new Value.Int32(number));

        assertThat(bytes(Value.int64(number))).isEqualTo(form);
        assertThat(bytes(new Value.Decimal(BigDecimal.valueOf(number)))).isEqualTo(form);
        assertThat(bytes(new Value.Float64(number))).isNotEqualTo(form);
    }

    @Test
    void ofADecimalWithAnEnormousExponentCostsNothing() {
        BigDecimal enormous = new BigDecimal(java.math.BigInteger.ONE, Integer.MIN_VALUE + 1);

        assertThat(bytes(new Value.Decimal(enormous))).hasSize(1 + 8 + 4 + 1);
    }

    @Test
    void ofStreamedContentIsThatOfTheSameBytesInMemory() {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);

        assertThat(hash(new Streamed(Kind.BYTES, bytes, bytes.length))).isEqualTo(hash(Bytes.of(bytes)));
        assertThat(hash(new Streamed(Kind.TEXT, bytes, bytes.length))).isEqualTo(hash(Text.ofUtf8(bytes)));
        assertThat(hash(new Streamed(Kind.TEXT, bytes, bytes.length))).isNotEqualTo(hash(Bytes.of(bytes)));
    }

    @Test
    void hashesALargeValueBetweenSmallOnesAsOneRun() throws Exception {
        Document document = Document.of(Map.of(
                "a",
                Value.int64(1),
                "b",
                Bytes.of(new byte[200_000]),
                "c",
                Value.text("x".repeat(70_000)),
                "d",
                Value.ofNull()));

        assertThat(new CanonicalForm().hash(document))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(ReferenceForm.of(document)));
    }

    @Test
    void refusesContentThatYieldsOtherThanItAnnounced() {
        assertThatThrownBy(() -> hash(new Streamed(Kind.BYTES, new byte[10], 11)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("10 bytes but announced 11");
    }

    @Test
    void isNotSpoiledByAFailureBefore() {
        CanonicalForm form = new CanonicalForm();
        Document good = Document.of(Map.of("v", Value.int64(1)));
        byte[] expected = form.hash(good);
        Content broken = new Streamed(Kind.BYTES, new byte[100_000], 100_000) {
            @Override
            public InputStream open() throws IOException {
                throw new IllegalStateException("the reader is closed");
            }
        };

        assertThatThrownBy(() -> form.hash(Document.of(Map.of("a", Value.text("x".repeat(70_000)), "v", broken))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(form.hash(good)).isEqualTo(expected);
    }

    @Test
    void isNotHandedOutInOnePieceForStreamedContent() {
        assertThatThrownBy(() -> bytes(new Streamed(Kind.BYTES, new byte[1], 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(Value value) {
        return new CanonicalForm().bytes(value);
    }

    private static byte[] hash(Value value) {
        return new CanonicalForm().hash(Document.of(Map.of("v", value)));
    }

    private static class Streamed implements Content {
        private final Kind kind;
        private final byte[] bytes;
        private final long announced;

        Streamed(Kind kind, byte[] bytes, long announced) {
            this.kind = kind;
            this.bytes = bytes;
            this.announced = announced;
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        public long length() {
            return announced;
        }

        @Override
        public InputStream open() throws IOException {
            return new ByteArrayInputStream(bytes);
        }
    }
}
