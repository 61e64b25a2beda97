package dev.naust.backup.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.store.StoreException;
import dev.naust.backup.TestKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is changed in a backup file is found, and called damage of that file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutationTest {
    private final KeyRing keys = new KeyRing(TestKeys.of(1));
    private final Random random = new Random(20_261_122);
    private byte[] original = new byte[0];
    private Path file = Path.of("");

    @BeforeAll
    void writeOne(@TempDir Path folder) throws IOException {
        file = folder.resolve("sample.naust");
        Samples.write(file, keys, new Key.Master(), "a");
        original = Files.readAllBytes(file);
        assertThat(original.length).isGreaterThan(Header.SIZE + 3 * Streams.SEGMENT);
    }

    @Test
    void every_byte_of_the_header() throws Exception {
        for (int i = 0; i < Header.SIZE + 40; i++) {
            isFound(flipped(i, random.nextInt(8)));
        }
    }

    @Test
    void two_hundred_random_bits() throws Exception {
        for (int i = 0; i < 200; i++) {
            isFound(flipped(random.nextInt(original.length), random.nextInt(8)));
        }
    }

    @Test
    void truncations_at_each_per_cent_and_at_the_borders_of_segments() throws Exception {
        for (int i = 0; i < 100; i++) {
            isFound(Arrays.copyOf(original, (int) ((long) original.length * i / 100)));
        }
        for (int end = Header.SIZE; end < original.length; end += Streams.SEGMENT) {
            isFound(Arrays.copyOf(original, end));
            isFound(Arrays.copyOf(original, end + 1));
        }
        isFound(Arrays.copyOf(original, original.length - 1));
    }

    @Test
    void extra_bytes() throws Exception {
        isFound(Arrays.copyOf(original, original.length + 1));
        isFound(joined(original, original));
        isFound(joined(original, Arrays.copyOfRange(original, Header.SIZE, Header.SIZE + Streams.SEGMENT)));
    }

    @Test
    void segments_swapped_dropped_and_repeated() throws Exception {
        byte[] head = Arrays.copyOf(original, Header.SIZE);
        byte[] first = segment(0);
        byte[] second = segment(1);
        byte[] third = segment(2);
        byte[] rest = Arrays.copyOfRange(original, Header.SIZE + 3 * Streams.SEGMENT, original.length);
        assertThat(joined(head, first, second, third, rest)).isEqualTo(original);
        isFound(joined(head, first, third, second, rest));
        isFound(joined(head, second, first, third, rest));
        isFound(joined(head, first, third, rest));
        isFound(joined(head, second, third, rest));
        isFound(joined(head, first, second, second, third, rest));
        isFound(joined(head, first, second, second, rest));
        isFound(joined(head, first, second, third));
        isFound(joined(head, rest));
    }

    @Test
    void the_parts_of_two_backups_under_one_key() throws Exception {
        Path other = file.resolveSibling("other.naust");
        Samples.write(other, keys, new Key.Master(), "b");
        byte[] foreign = Files.readAllBytes(other);
        byte[] end = Arrays.copyOfRange(foreign, Header.SIZE + 3 * Streams.SEGMENT, foreign.length);
        isFound(joined(Arrays.copyOf(original, Header.SIZE + 3 * Streams.SEGMENT), end));
        isFound(joined(
                Arrays.copyOf(foreign, Header.SIZE), Arrays.copyOfRange(original, Header.SIZE, original.length)));
        isFound(joined(Arrays.copyOf(original, Header.SIZE), Arrays.copyOfRange(foreign, Header.SIZE, foreign.length)));
    }

    private void isFound(byte[] mutated) throws IOException {
        Files.write(file, mutated);
        assertThatThrownBy(() -> Archive.open(file, keys, new Key.Master()).verify(records -> {}))
                .hasMessageContaining("Backup sample.naust is damaged")
                .extracting(failure -> ((StoreException) failure).code())
                .isEqualTo(BackupError.DAMAGED);
    }

    private byte[] flipped(int place, int bit) {
        byte[] copy = original.clone();
        copy[place] ^= (byte) (1 << bit);
        return copy;
    }

    private byte[] segment(int number) {
        int from = Header.SIZE + number * Streams.SEGMENT;
        return Arrays.copyOfRange(original, from, from + Streams.SEGMENT);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
