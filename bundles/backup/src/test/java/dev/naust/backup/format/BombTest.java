package dev.naust.backup.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.store.StoreException;
import dev.naust.backup.TestKeys;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small file, closed with the right key, that would fill the memory: it is named as damaged before it does. */
class BombTest {
    private static final int HUGE = 96 << 20;

    private final KeyRing keys = new KeyRing(TestKeys.of(1));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "100, does not decompress",
        "67108864, does not decompress",
        "100663296, would grow to more than",
        "2147483647, would grow to more than",
        "-1, would grow to more than"
    })
    void a_block_that_grows_beyond_what_it_names_or_names_too_much_is_refused(int named, String why) throws Exception {
        Path file = folder.resolve("bomb.naust");
        KeyRing.Fresh fresh = keys.fresh(new Key.Master());
        byte[] frame = Zstd.compress(new byte[HUGE]);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(fresh.header().bytes());
            try (OutputStream stream = Streams.encrypting(out, fresh.dataKey(), fresh.header())) {
                stream.write(ByteBuffer.allocate(9)
                        .put((byte) 'M')
                        .putInt(frame.length)
                        .putInt(named)
                        .array());
                stream.write(frame);
                stream.write(ByteBuffer.allocate(16)
                        .putLong(0)
                        .put("NAUSTEND".getBytes(StandardCharsets.US_ASCII))
                        .array());
            }
        }
        assertThat(Files.size(file)).isLessThan(1 << 20);

        assertThatThrownBy(() -> Archive.open(file, keys, new Key.Master()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(BackupError.DAMAGED))
                .hasMessageContaining("bomb.naust")
                .hasMessageContaining(why);
    }
}
