package dev.naust.backup.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.backup.TestKeys;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads a backup as docs/backup-format.md says, with Java's own ciphers and Zstandard and nothing of this bundle: whoever has
 * the description and the key can read a backup without Naust.
 */
class DescribedFormatTest {
    private static final int SEGMENT = 1_048_576;
    private static final int TAG = 16;

    @TempDir
    private Path folder;

    @Test
    void a_backup_is_read_by_its_description_alone() throws Exception {
        Path file = folder.resolve("shop-1.naust");
        TestKeys keys = TestKeys.of(1);
        Manifest written = Samples.write(file, new KeyRing(keys), new Key.Master(), "1");
        byte[] bytes = Files.readAllBytes(file);

        byte[] plain = plain(
                bytes, dataKey(bytes, keys.current().bytes(), keys.current().id()));

        ByteBuffer end = ByteBuffer.wrap(plain, plain.length - 16, 16);
        int manifest = Math.toIntExact(end.getLong());
        assertThat(new String(plain, plain.length - 8, 8, StandardCharsets.US_ASCII))
                .isEqualTo("NAUSTEND");
        List<Block> blocks = blocks(plain);
        assertThat(blocks.stream().map(Block::kind).distinct()).containsExactlyInAnyOrder('R', 'C', 'P', 'M');
        Block last = blocks.get(blocks.size() - 1);
        assertThat(last.kind()).isEqualTo('M');
        assertThat(last.start()).isEqualTo(manifest);
        assertThat(text(last))
                .contains("\"store\":\"shop\"", "\"classification\":\"RESTRICTED\"", "\"residency\":\"norway\"")
                .contains("\"createdAt\":\"2026-01-02T03:04:05Z\"", "\"version\":\"0.1.0\"", "\"consistent\":true")
                .contains(
                        written.collections().get(0).hash(),
                        written.collections().get(1).hash());

        assertThat(blocks.stream().filter(each -> each.kind() == 'P').map(DescribedFormatTest::text))
                .hasSize(4)
                .anyMatch(mark -> mark.startsWith("{\"begin\":"))
                .contains("{\"end\":true}");
        List<String> records = new ArrayList<>();
        blocks.stream().filter(each -> each.kind() == 'R').forEach(each -> records.addAll(records(each)));
        assertThat(records).hasSize(Math.toIntExact(written.records()));
        assertThat(records.get(2)).contains("\"Ærlig 3\"");
        ByteArrayOutputStream large = new ByteArrayOutputStream();
        blocks.stream().filter(each -> each.kind() == 'C').forEach(each -> large.writeBytes(each.content()));
        assertThat(large.toByteArray()).isEqualTo(Samples.noise());
        long from = blocks.stream()
                .filter(each -> each.kind() == 'C')
                .findFirst()
                .orElseThrow()
                .start();
        assertThat(records.get(1))
                .contains("{\"$extension\":[\"naust.backup:content\",\"BYTES " + from + " " + large.size() + "\"]}");
    }

    private static byte[] dataKey(byte[] file, byte[] masterKey, String id) throws Exception {
        ByteBuffer header = ByteBuffer.wrap(file, 0, 140);
        assertThat(ascii(taken(header, 8))).isEqualTo("NAUST-BK");
        assertThat(header.getShort()).isEqualTo((short) 1);
        assertThat(header.get()).as("a master key").isEqualTo((byte) 1);
        assertThat(header.get()).isZero();
        assertThat(HexFormat.of().formatHex(taken(header, 8))).isEqualTo(id);
        byte[] salt = taken(header, 16);
        assertThat(taken(header, 12)).containsOnly(0);
        byte[] nonce = taken(header, 12);
        byte[] wrapped = taken(header, 48);
        assertThat(taken(header, 32)).isEqualTo(sha256(Arrays.copyOf(file, 108)));
        byte[] wrapping = hkdf(masterKey, salt, "naust backup data key 1".getBytes(StandardCharsets.US_ASCII));
        return opened(wrapping, nonce, Arrays.copyOf(file, 60), wrapped);
    }

    /** The stream's header has its own length, a salt, and the beginning of all nonces. */
    private static byte[] plain(byte[] file, byte[] dataKey) throws Exception {
        ByteBuffer stream = ByteBuffer.wrap(file, 140, file.length - 140);
        assertThat(stream.get()).isEqualTo((byte) 40);
        byte[] salt = taken(stream, 32);
        byte[] prefix = taken(stream, 7);
        byte[] key = hkdf(dataKey, salt, Arrays.copyOf(file, 140));
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int number = 0; stream.hasRemaining(); number++) {
            byte[] segment = taken(stream, Math.min(stream.remaining(), number == 0 ? SEGMENT - 40 : SEGMENT));
            byte[] nonce = ByteBuffer.allocate(12)
                    .put(prefix)
                    .putInt(number)
                    .put((byte) (stream.hasRemaining() ? 0 : 1))
                    .array();
            byte[] opened = opened(key, nonce, new byte[0], segment);
            assertThat(opened).hasSize(segment.length - TAG);
            plain.writeBytes(opened);
        }
        return plain.toByteArray();
    }

    private record Block(char kind, long start, byte[] content) {}

    private static List<Block> blocks(byte[] plain) {
        List<Block> blocks = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(plain, 0, plain.length - 16);
        while (in.hasRemaining()) {
            long start = in.position();
            char kind = (char) in.get();
            int size = in.getInt();
            int length = in.getInt();
            byte[] content = Zstd.decompress(taken(in, size), length);
            assertThat(content).hasSize(length);
            blocks.add(new Block(kind, start, content));
        }
        return blocks;
    }

    private static List<String> records(Block block) {
        List<String> records = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(block.content());
        while (in.hasRemaining()) {
            int flags = in.get();
            if ((flags & 1) != 0) {
                assertThat(in.getLong()).isEqualTo(5);
                assertThat(in.getInt()).isEqualTo(7);
            }
            records.add(new String(taken(in, in.getInt()), StandardCharsets.UTF_8));
        }
        return records;
    }

    private static String text(Block block) {
        return new String(block.content(), StandardCharsets.UTF_8);
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static byte[] taken(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static byte[] opened(byte[] key, byte[] nonce, byte[] bound, byte[] closed)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG, nonce));
        cipher.updateAAD(bound);
        return cipher.doFinal(closed);
    }

    /** RFC 5869 for 32 bytes, which is one block of SHA-256. */
    private static byte[] hkdf(byte[] key, byte[] salt, byte[] info) throws GeneralSecurityException {
        byte[] pseudorandom = hmac(salt, key);
        byte[] once = Arrays.copyOf(info, info.length + 1);
        once[info.length] = 1;
        return hmac(pseudorandom, once);
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
