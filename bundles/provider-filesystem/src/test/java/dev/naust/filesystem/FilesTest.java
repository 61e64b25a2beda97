package dev.naust.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.Bytes;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoredFiles;
import dev.naust.api.store.StoredFiles.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class FilesTest {
    @TempDir
    Path root;

    private Store store;

    @BeforeEach
    void open() {
        store = Folder.open(root);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aFileComesBackAsItWasWritten() throws Exception {
        byte[] content = "Zoë 🚢".repeat(50_000).getBytes(StandardCharsets.UTF_8);

        StoredFile written = files().write("photos/2026/å.bin", new ByteArrayInputStream(content), Optional.empty());

        assertThat(files().find("photos/2026/å.bin")).contains(written);
        assertThat(written.bytes()).isEqualTo(content.length);
        assertThat(written.sha256())
                .contains(Bytes.of(MessageDigest.getInstance("SHA-256").digest(content)));
        assertThat(read("photos/2026/å.bin")).isEqualTo(content);
        assertThat(Files.readAllBytes(root.resolve("files/photos/2026/å.bin"))).isEqualTo(content);
        assertThat(store.datasets()).isEmpty();
    }

    @Test
    void onlyTheVersionThatTheWriterKnowsIsReplaced() throws Exception {
        StoredFile first = write("a.txt", "one");

        assertFails(CommonError.FILE_EXISTS, () -> write("a.txt", "two"));
        StoredFile second = files().write("a.txt", stream("two"), Optional.of(first.version()));
        assertFails(
                CommonError.FILE_EXISTS, () -> files().write("a.txt", stream("three"), Optional.of(first.version())));
        assertFails(
                CommonError.FILE_EXISTS, () -> files().write("b.txt", stream("three"), Optional.of(first.version())));

        assertThat(second.version()).isNotEqualTo(first.version());
        assertThat(read("a.txt")).asString().isEqualTo("two");
    }

    static Stream<String> pathsThatLeadOut() {
        return Stream.of(
                "",
                ".",
                "..",
                "../secret",
                "a/../../secret",
                "/etc/passwd",
                "a//b",
                "a/",
                "a/./b",
                "a\\b",
                "C:x",
                "CON",
                "a/nul.txt",
                "ends.",
                "ends ",
                "a\u0000b",
                "line\nbreak",
                "a*b",
                "ø".repeat(128),
                "\uD800");
    }

    @ParameterizedTest
    @MethodSource("pathsThatLeadOut")
    void aPathThatSomeFileSystemRefusesOrThatLeadsOutIsRefused(String path) {
        assertFails(CommonError.FILE_PATH, () -> write(path, "x"));
        assertFails(CommonError.FILE_PATH, () -> files().find(path));
        assertFails(CommonError.FILE_PATH, () -> files().open(path));
        assertFails(CommonError.FILE_PATH, () -> files().delete(path));
    }

    @Test
    void linksAreNotFollowed(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("secret.txt"), "secret");
        write("a.txt", "x");
        Files.createSymbolicLink(root.resolve("files/out"), outside);
        Files.createSymbolicLink(root.resolve("files/secret.txt"), outside.resolve("secret.txt"));

        assertFails(CommonError.FILE_PATH, () -> files().open("out/secret.txt"));
        assertFails(CommonError.FILE_PATH, () -> files().open("secret.txt"));
        assertFails(CommonError.FILE_PATH, () -> write("out/new.txt", "x"));
        assertFails(CommonError.FILE_PATH, () -> files().delete("secret.txt"));
        assertThat(paths("", Optional.empty(), 10)).containsExactly("a.txt");
        assertThat(outside).isDirectoryNotContaining(each -> each.endsWith("new.txt"));
    }

    @Test
    void aPipeIsNeitherListedNorOpened() throws Exception {
        write("a.txt", "x");
        Path pipe = root.resolve("files/pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no pipes here");

        assertThat(paths("", Optional.empty(), 10)).containsExactly("a.txt");
        assertFails(CommonError.FILE_NOT_FOUND, () -> files().open("pipe"));
    }

    @Test
    void aNameThatOnlyDiffersInCaseIsRefused() throws Exception {
        write("Photos/a.txt", "x");

        assertFails(CommonError.FILE_PATH, () -> write("photos/b.txt", "x"));
        assertFails(CommonError.FILE_PATH, () -> write("Photos/A.txt", "x"));
        assertThat(write("Photos/b.txt", "x").path()).isEqualTo("Photos/b.txt");
    }

    @Test
    void aDamagedFileFailsWhenItIsRead() throws Exception {
        write("a.txt", "content");
        Path file = root.resolve("files/a.txt");
        var changed = Files.getLastModifiedTime(file);
        Files.writeString(file, "cXntent");
        Files.setLastModifiedTime(file, changed);

        assertThatThrownBy(() -> read("a.txt"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.txt")
                .hasMessageContaining("damaged");
        Files.writeString(file, "short");
        Files.setLastModifiedTime(file, changed);
        assertThatThrownBy(() -> read("a.txt"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void aFileThatAPersonChangedIsReadAsItIs() throws Exception {
        StoredFile written = write("a.txt", "content");
        Files.writeString(root.resolve("files/a.txt"), "by hand");
        Files.setLastModifiedTime(
                root.resolve("files/a.txt"),
                java.nio.file.attribute.FileTime.from(written.changedAt().plusSeconds(5)));

        assertThat(read("a.txt")).asString().isEqualTo("by hand");
        assertThat(files().find("a.txt").orElseThrow().sha256()).isEmpty();
        assertThat(files().find("a.txt").orElseThrow().version()).isNotEqualTo(written.version());
    }

    @Test
    void aContentThatCannotBeReadLeavesNothing() throws Exception {
        InputStream broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("the sender went away");
                }
                return 'x';
            }
        };

        assertThatThrownBy(() -> files().write("a/b.txt", broken, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessage("the sender went away");
        assertThat(files().find("a/b.txt")).isEmpty();
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void filesAreListedInTheOrderOfTheirBytesPageByPage() throws Exception {
        List<String> paths = List.of("a", "a!b", "a-b", "b/a/z", "b/a0", "b/b", "b.c", "z", "ø");
        for (String path : paths) {
            write(path, "x");
        }
        List<String> sorted = new ArrayList<>(paths);
        sorted.sort(java.util.Comparator.comparing(dev.naust.api.model.Text::of));

        List<String> seen = new ArrayList<>();
        for (Optional<String> after = Optional.<String>empty(); ; after = Optional.of(seen.get(seen.size() - 1))) {
            List<String> page = paths("", after, 2);
            if (page.isEmpty()) {
                break;
            }
            seen.addAll(page);
        }

        assertThat(seen).isEqualTo(sorted);
        assertThat(paths("b", Optional.empty(), 10)).containsExactly("b/a/z", "b/a0", "b/b");
        assertThat(paths("nowhere", Optional.empty(), 10)).isEmpty();
    }

    @Test
    void deletingTakesTheFoldersThatItLeavesEmpty() throws Exception {
        write("a/b/c.txt", "x");
        write("a/d.txt", "x");

        assertThat(files().delete("a/b/c.txt")).isTrue();
        assertThat(files().delete("a/b/c.txt")).isFalse();

        assertThat(root.resolve("files/a/b")).doesNotExist();
        assertThat(paths("", Optional.empty(), 10)).containsExactly("a/d.txt");
        assertThat(write("a/b", "a file now").bytes()).isEqualTo(10);
    }

    @Test
    void aFileIsNoFolder() throws Exception {
        write("a", "x");

        assertFails(CommonError.FILE_PATH, () -> write("a/b", "x"));
        write("c/d", "x");
        assertFails(CommonError.FILE_PATH, () -> write("c", "x"));
        assertFails(CommonError.FILE_NOT_FOUND, () -> files().open("c"));
    }

    private StoredFiles files() {
        return store.files().orElseThrow();
    }

    private StoredFile write(String path, String content) throws IOException, InterruptedException {
        return files().write(path, stream(content), Optional.empty());
    }

    private byte[] read(String path) throws IOException, InterruptedException {
        try (InputStream in = files().open(path)) {
            return in.readAllBytes();
        }
    }

    private List<String> paths(String folder, Optional<String> after, int limit) throws InterruptedException {
        return files().list(folder, after, limit).stream().map(StoredFile::path).toList();
    }

    private List<Path> unfinished() throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve(".naust/unfinished"))) {
            return all.filter(Files::isRegularFile)
                    .filter(each -> !each.endsWith("lock"))
                    .toList();
        }
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertFails(CommonError code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
