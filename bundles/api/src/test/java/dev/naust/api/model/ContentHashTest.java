package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ContentHashTest {
    private static final BigInteger MODULUS = BigInteger.TWO.pow(256);

    /** Hashes whose words are often all zeros or all ones, where carries go wrong. */
    @Provide
    Arbitrary<List<byte[]>> hashes() {
        Arbitrary<Byte> bytes = Arbitraries.oneOf(Arbitraries.of((byte) 0, (byte) -1, (byte) 1), Arbitraries.bytes());
        Arbitrary<byte[]> mixed = bytes.array(byte[].class).ofSize(32);
        Arbitrary<byte[]> runs = Arbitraries.of((byte) 0, (byte) -1)
                .array(byte[].class)
                .ofSize(4)
                .map(ContentHashTest::words);
        return Arbitraries.oneOf(mixed, runs).list().ofMaxSize(12);
    }

    @Property
    void isTheSumOfTheHashesModuloTwoToThe256(@ForAll("hashes") List<byte[]> hashes) {
        BigInteger expected = hashes.stream()
                .map(hash -> new BigInteger(1, hash))
                .reduce(BigInteger.ZERO, BigInteger::add)
                .mod(MODULUS);

        ContentHash found = sum(hashes);

        assertThat(new BigInteger(found.hex(), 16)).isEqualTo(expected);
        assertThat(found.hex()).hasSize(64);
        assertThat(found.records()).isEqualTo(hashes.size());
    }

    @Property
    void doesNotDependOnOrderOrOnHowTheWorkIsDivided(
            @ForAll("hashes") List<byte[]> hashes, @ForAll long seed, @ForAll byte cut) {
        List<byte[]> shuffled = new ArrayList<>(hashes);
        Collections.shuffle(shuffled, new Random(seed));
        int at = hashes.isEmpty() ? 0 : (cut & 0x7f) % hashes.size();
        ContentHash.Accumulator joined = new ContentHash.Accumulator();
        joined.add(sum(shuffled.subList(0, at)));
        joined.add(sum(shuffled.subList(at, shuffled.size())));

        assertThat(joined.result()).isEqualTo(sum(hashes));
    }

    @Property
    void givesBackWhatIsTakenOut(@ForAll("hashes") List<byte[]> kept, @ForAll("hashes") List<byte[]> out) {
        ContentHash.Accumulator both = new ContentHash.Accumulator();
        both.add(sum(kept));
        both.add(sum(out));

        both.subtract(sum(out));

        assertThat(both.result()).isEqualTo(sum(kept));
    }

    @Test
    void noticesARecordThatOccursTwice() {
        byte[] hash = new CanonicalForm().hash(Document.empty());

        assertThat(sum(List.of(hash, hash))).isNotEqualTo(ContentHash.empty()).isNotEqualTo(sum(List.of(hash)));
    }

    @Test
    void refusesWhatIsNoHash() {
        assertThatThrownBy(() -> new ContentHash.Accumulator().add(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 31");
    }

    private static ContentHash sum(List<byte[]> hashes) {
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        hashes.forEach(sum::add);
        return sum.result();
    }

    private static byte[] words(byte[] four) {
        byte[] all = new byte[32];
        for (int i = 0; i < 4; i++) {
            Arrays.fill(all, 8 * i, 8 * i + 8, four[i]);
        }
        return all;
    }
}
