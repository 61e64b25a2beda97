package dev.naust.backup.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.backup.TestKeys;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private final KeyRing keys = new KeyRing(TestKeys.of(1));

    @TempDir
    private Path folder;

    @Test
    void what_was_written_is_read_back_with_exactly_the_same_types() throws Exception {
        Path file = folder.resolve("a.naust");
        Manifest written = Samples.write(file, keys, new Key.Master(), "a");
        Archive archive = Archive.open(file, keys, new Key.Master());
        assertThat(archive.manifest()).isEqualTo(written);
        archive.verify(records -> {});
        List<DataRecord> found = read(archive, ReadRequest.of(Samples.THINGS.id()));
        List<DataRecord> expected = Samples.things();
        assertThat(found).hasSameSizeAs(expected);
        assertThat(found.get(0)).isEqualTo(expected.get(0));
        assertThat(found.subList(2, found.size())).isEqualTo(expected.subList(2, expected.size()));
        Content large = (Content) found.get(1).body().get("data").orElseThrow();
        for (int again = 0; again < 2; again++) {
            try (InputStream in = large.open()) {
                assertThat(in.readAllBytes()).isEqualTo(Samples.noise());
            }
        }
    }

    @Test
    void reading_goes_on_behind_any_position() throws Exception {
        Path file = folder.resolve("a.naust");
        Samples.write(file, keys, new Key.Master(), "a");
        ArchiveStore store = new ArchiveStore(Archive.open(file, keys, new Key.Master()));
        ReadRequest all = ReadRequest.of(Samples.OTHERS.id()).withPositions();
        Batch first;
        try (RecordReader reader = store.read(all)) {
            first = reader.next(123, Long.MAX_VALUE);
        }
        List<DataRecord> rest = new ArrayList<>();
        try (RecordReader reader = store.read(all.resumeAfter(first.position().orElseThrow()))) {
            rest.addAll(reader.next(1_000, Long.MAX_VALUE).records());
        }
        assertThat(first.records()).hasSize(123);
        assertThat(rest).hasSize(377);
        assertThat(rest.get(0).body().get("x").orElseThrow()).hasToString("other 123");
    }

    @Test
    void nothing_of_the_store_is_in_clear() throws Exception {
        Path file = folder.resolve("a.naust");
        Samples.write(file, keys, new Key.Master(), "the-id-of-it");
        String raw = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(raw).startsWith("NAUST-BK").doesNotContain("Things", "shop", "the-id-of-it", "RESTRICTED", "rlig");
    }

    @Test
    void a_wrong_key_is_called_a_wrong_key() throws Exception {
        Path file = folder.resolve("a.naust");
        Samples.write(file, keys, new Key.Master(), "a");
        refuses(file, new KeyRing(TestKeys.of(2)), new Key.Master());
        refuses(file, keys, new Key.Given("7"));
        refuses(file, keys, new Key.Passphrase("correct horse battery staple"));
        Path other = folder.resolve("b.naust");
        Samples.write(other, keys, new Key.Passphrase("correct horse battery staple"), "b");
        refuses(other, keys, new Key.Passphrase("correct horse battery stable"));
        refuses(other, keys, new Key.Master());
        Archive.open(other, keys, new Key.Passphrase("correct horse battery staple"))
                .verify(records -> {});
    }

    @Test
    void a_retired_key_still_opens_what_it_closed() throws Exception {
        Path file = folder.resolve("a.naust");
        Samples.write(file, keys, new Key.Master(), "a");
        Archive.open(file, new KeyRing(TestKeys.of(2, 1)), new Key.Master()).verify(records -> {});
        Archive.open(file, new KeyRing(TestKeys.of(2)), new Key.Given("1")).verify(records -> {});
    }

    @Test
    void a_newer_format_is_named_before_anything_else() throws Exception {
        Path file = folder.resolve("a.naust");
        Samples.write(file, keys, new Key.Master(), "a");
        byte[] bytes = Files.readAllBytes(file);
        bytes[9] = 2;
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(java.util.Arrays.copyOf(bytes, 108));
        System.arraycopy(digest, 0, bytes, 108, 32);
        Files.write(file, bytes);
        assertThatThrownBy(() -> Archive.open(file, keys, new Key.Master()))
                .hasMessageContaining("of format 2")
                .extracting(failure -> ((StoreException) failure).code())
                .isEqualTo(BackupError.UNSUPPORTED);
    }

    @Test
    void equal_content_is_never_the_same_bytes_twice() throws Exception {
        Samples.write(folder.resolve("a.naust"), keys, new Key.Master(), "a");
        Samples.write(folder.resolve("b.naust"), keys, new Key.Master(), "a");
        byte[] a = Files.readAllBytes(folder.resolve("a.naust"));
        byte[] b = Files.readAllBytes(folder.resolve("b.naust"));
        int same = 0;
        for (int i = Header.SIZE; i < a.length; i++) {
            same += a[i] == b[i] ? 1 : 0;
        }
        assertThat(same).isLessThan(a.length / 64);
    }

    private static void refuses(Path file, KeyRing ring, Key key) {
        assertThatThrownBy(() -> Archive.open(file, ring, key))
                .hasMessageStartingWith("Wrong key for backup")
                .extracting(failure -> ((StoreException) failure).code())
                .isEqualTo(BackupError.WRONG_KEY);
    }

    private static List<DataRecord> read(Archive archive, ReadRequest request) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        try (RecordReader reader = new ArchiveStore(archive).read(request)) {
            Optional<Batch> batch = Optional.empty();
            while (batch.isEmpty() || !batch.get().last()) {
                batch = Optional.of(reader.next(50, 1 << 20));
                records.addAll(batch.get().records());
            }
        }
        return records;
    }
}
