package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.store.Capability;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoredFiles;
import dev.naust.api.store.StoredFiles.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files come back as they were written, whole or not at all; for stores that show {@link Capability#FILES}. */
abstract class StoredFilesContract extends ContractGroup {

    @BeforeEach
    void onlyWhereThereAreFiles() {
        assumeTrue(store().store().files().isPresent(), () -> store().store().without(Capability.FILES));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 700_000})
    @DisplayName("comes back byte by byte, with its length and checksum")
    void comesBack(int length) throws Exception {
        byte[] content = content(length);

        StoredFile written = write("photos/2026/åse 🚣.jpg", content);

        assertThat(written.path()).isEqualTo("photos/2026/åse 🚣.jpg");
        assertThat(written.bytes()).isEqualTo(length);
        written.sha256().ifPresent(sum -> assertThat(sum).isEqualTo(Bytes.of(sha256().digest(content))));
        assertThat(files().find("photos/2026/åse 🚣.jpg")).contains(written);
        assertThat(read("photos/2026/åse 🚣.jpg")).isEqualTo(content);
    }

    @Test
    @DisplayName("is not there before it is written and after it is deleted")
    void comesAndGoes() throws Exception {
        assertThat(files().find("a/b")).isEmpty();
        assertThat(files().list("", Optional.empty(), 10)).isEmpty();
        assertThat(files().delete("a/b")).isFalse();
        assertCode(CommonError.FILE_NOT_FOUND, () -> files().open("a/b"));
        write("a/b", content(3));

        assertThat(files().delete("a/b")).isTrue();

        assertThat(files().delete("a/b")).isFalse();
        assertThat(files().find("a/b")).isEmpty();
        assertCode(CommonError.FILE_NOT_FOUND, () -> files().open("a/b"));
        assertThat(write("a/b", content(4)).bytes()).isEqualTo(4);
    }

    @Test
    @DisplayName("is replaced only by who knows its version")
    void isReplacedByVersion() throws Exception {
        StoredFile first = write("f", content(10));
        assertCode(CommonError.FILE_EXISTS, () -> write("f", content(11)));

        StoredFile second = files().write("f", in(content(12)), Optional.of(first.version()));

        assertThat(second.version()).isNotEqualTo(first.version());
        assertCode(CommonError.FILE_EXISTS, () -> files().write("f", in(content(13)), Optional.of(first.version())));
        assertCode(CommonError.FILE_EXISTS, () -> files().write("g", in(content(13)), Optional.of(first.version())));
        assertThat(read("f")).isEqualTo(content(12));
        assertThat(files().list("", Optional.empty(), 10)).containsExactly(second);
    }

    @Test
    @DisplayName("is written new by one of many who try at once")
    void isWrittenByOne() throws Exception {
        ExecutorService others = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int length = 50_000 + i;
                tries.add(others.submit(() -> wrote("contended", content(length))));
            }
            int winners = 0;
            for (Future<Boolean> each : tries) {
                winners += each.get(60, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(winners).isLessThanOrEqualTo(1);
            Optional<StoredFile> there = files().find("contended");
            assertThat(there.isPresent()).isEqualTo(winners == 1);
            if (there.isPresent()) {
                assertThat(read("contended"))
                        .isEqualTo(content((int) there.get().bytes()));
            }
        } finally {
            others.shutdownNow();
        }
    }

    @Test
    @DisplayName("whose content breaks off leaves nothing, and what it should have replaced stays")
    void breaksOff() throws Exception {
        StoredFile kept = write("kept", content(9));

        assertThatThrownBy(() -> files().write("broken", broken(600_000), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessage("on purpose");
        assertThatThrownBy(() -> files().write("kept", broken(600_000), Optional.of(kept.version())))
                .isInstanceOf(IOException.class)
                .hasMessage("on purpose");

        assertThat(files().list("", Optional.empty(), 10)).containsExactly(kept);
        assertThat(read("kept")).isEqualTo(content(9));
    }

    @Test
    @DisplayName("is listed below its folder, in the order of bytes, page by page")
    void isListed() throws Exception {
        List<String> paths = List.of("a", "a!b", "a-b", "b/a/z", "b/a0", "b/b", "b.c", "bb/x", "z", "ø", "Z");
        for (String path : paths) {
            if (!path.equals("Z")) {
                write(path, content(3));
            }
        }
        List<String> sorted = paths.stream()
                .filter(path -> !path.equals("Z"))
                .sorted(Comparator.comparing(Text::of))
                .toList();

        List<String> seen = new ArrayList<>();
        for (List<String> page = paths("", Optional.empty(), 3);
                !page.isEmpty();
                page = paths("", Optional.of(seen.get(seen.size() - 1)), 3)) {
            assertThat(page).hasSizeLessThanOrEqualTo(3);
            seen.addAll(page);
        }

        assertThat(seen).isEqualTo(sorted);
        assertThat(paths("b", Optional.empty(), 10)).containsExactly("b/a/z", "b/a0", "b/b");
        assertThat(paths("b", Optional.of("b/a/z"), 1)).containsExactly("b/a0");
        assertThat(paths("nowhere", Optional.empty(), 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../secret",
                "a/../../secret",
                "/etc/passwd",
                "a//b",
                "a/",
                "a/./b",
                "a/../b",
                "a\u0000b",
                "line\nbreak",
                "..\\a"
            })
    @DisplayName("with a path that leads elsewhere is refused")
    void refusesPaths(String path) {
        assertCode(CommonError.FILE_PATH, () -> write(path, content(1)));
        assertCode(CommonError.FILE_PATH, () -> files().find(path));
        assertCode(CommonError.FILE_PATH, () -> files().open(path));
        assertCode(CommonError.FILE_PATH, () -> files().delete(path));
    }

    @Test
    @DisplayName("is still there when the store is opened again")
    void isDurable() throws Exception {
        assumeTrue(store().has(Feature.DURABILITY), "This store keeps nothing");
        StoredFile written = write("a/b", content(300_000));

        store().reopen();

        assertThat(files().find("a/b")).contains(written);
        assertThat(read("a/b")).isEqualTo(content(300_000));
    }

    @Test
    @DisplayName("ends with the store")
    void endsWithTheStore() throws Exception {
        write("a", content(3));
        StoredFiles files = files();

        store().store().close();

        assertThatThrownBy(() -> files.find("a")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> files.list("", Optional.empty(), 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> files.write("b", in(content(1)), Optional.empty()))
                .isInstanceOf(StoreException.class);
    }

    /** Whether this one came first; the others are told that a file is there. */
    private boolean wrote(String path, byte[] content) throws IOException, InterruptedException {
        try {
            write(path, content);
            return true;
        } catch (StoreException late) {
            assertThat(late.code()).isEqualTo(CommonError.FILE_EXISTS);
            return false;
        }
    }

    private StoredFile write(String path, byte[] content) throws IOException, InterruptedException {
        return files().write(path, in(content), Optional.empty());
    }

    private byte[] read(String path) throws IOException, InterruptedException {
        try (InputStream in = files().open(path)) {
            return in.readAllBytes();
        }
    }

    private List<String> paths(String folder, Optional<String> after, int limit) throws InterruptedException {
        return files().list(folder, after, limit).stream().map(StoredFile::path).toList();
    }

    private StoredFiles files() {
        return store().store().files().orElseThrow();
    }

    private static InputStream in(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static InputStream broken(int after) {
        return new InputStream() {
            private int left = after;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("on purpose");
                }
                return 1;
            }
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertCode(CommonError code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
