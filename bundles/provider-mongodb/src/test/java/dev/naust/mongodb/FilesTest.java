package dev.naust.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.gridfs.GridFSBuckets;
import dev.naust.api.model.Bytes;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoredFiles;
import dev.naust.api.store.StoredFiles.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in GridFS. */
final class FilesTest {
    private final String name = TestServer.newDatabase();
    private Store store;
    private StoredFiles files;

    @BeforeEach
    void open() {
        store = TestServer.open(name);
        files = store.files().orElseThrow();
    }

    @AfterEach
    void close() {
        store.close();
        TestServer.drop(name);
    }

    private StoredFile write(String path, byte[] content) throws Exception {
        return files.write(path, new ByteArrayInputStream(content), Optional.empty());
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aFileComesBackAsItWasWithItsChecksum() throws Exception {
        byte[] content = content(700_000);

        StoredFile written = write("photos/2026/åse 🚣.jpg", content);

        assertThat(written.bytes()).isEqualTo(content.length);
        assertThat(written.sha256())
                .contains(Bytes.of(MessageDigest.getInstance("SHA-256").digest(content)));
        assertThat(files.find("photos/2026/åse 🚣.jpg")).contains(written);
        try (InputStream in = files.open("photos/2026/åse 🚣.jpg")) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(write("empty", new byte[0]).bytes()).isZero();
        try (InputStream in = files.open("empty")) {
            assertThat(in.readAllBytes()).isEmpty();
        }
    }

    @Test
    void filesAreListedBelowTheirFolderPageByPage() throws Exception {
        for (String path : new String[] {"a/1", "a/2", "a/b/3", "ab", "z"}) {
            write(path, content(3));
        }

        assertThat(files.list("", Optional.empty(), 10))
                .extracting(StoredFile::path)
                .containsExactly("a/1", "a/2", "a/b/3", "ab", "z");
        assertThat(files.list("a", Optional.of("a/1"), 1))
                .extracting(StoredFile::path)
                .containsExactly("a/2");
    }

    @Test
    void aFileIsReplacedOnlyByWhoKnowsIt() throws Exception {
        StoredFile first = write("f", content(10));
        assertCode(CommonError.FILE_EXISTS, () -> write("f", content(11)));

        StoredFile second = files.write("f", new ByteArrayInputStream(content(12)), Optional.of(first.version()));

        assertThat(second.version()).isNotEqualTo(first.version());
        assertCode(
                CommonError.FILE_EXISTS,
                () -> files.write("f", new ByteArrayInputStream(content(13)), Optional.of(first.version())));
        assertThat(files.list("", Optional.empty(), 10)).containsExactly(second);
        assertThat(TestServer.database(name).getCollection("fs.files").countDocuments())
                .as("nothing is left of the others")
                .isEqualTo(1);
    }

    @Test
    void contentThatBreaksOffLeavesNothing() throws Exception {
        InputStream broken = new InputStream() {
            private int left = 600_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("on purpose");
                }
                return 1;
            }
        };

        assertThatThrownBy(() -> files.write("broken", broken, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessage("on purpose");

        assertThat(files.find("broken")).isEmpty();
        assertThat(TestServer.database(name).getCollection("fs.chunks").countDocuments())
                .isZero();
    }

    @Test
    void aFileThatWasChangedAtTheServerFailsToBeRead() throws Exception {
        write("f", content(300_000));
        TestServer.database(name)
                .getCollection("fs.chunks")
                .updateOne(
                        BsonDocument.parse("{n: 1}"),
                        BsonDocument.parse("{$set: {data: {$binary: {base64: '"
                                + java.util.Base64.getEncoder().encodeToString(new byte[300_000 - 255 * 1024])
                                + "', subType: '00'}}}}"));

        assertThatThrownBy(() -> {
                    try (InputStream in = files.open("f")) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void filesOfOtherProgramsAreFilesToo() throws Exception {
        GridFSBuckets.create(TestServer.database(name))
                .uploadFromStream("theirs.txt", new ByteArrayInputStream(content(5)));

        assertThat(files.find("theirs.txt")).hasValueSatisfying(file -> {
            assertThat(file.bytes()).isEqualTo(5);
            assertThat(file.sha256()).isEmpty();
        });
        assertThat(files.delete("theirs.txt")).isTrue();
        assertThat(files.delete("theirs.txt")).isFalse();
        assertCode(CommonError.FILE_NOT_FOUND, () -> files.open("theirs.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", ".", "a/../b", "a/./b", "a\nb", "a\\b", "..\\a"})
    void pathsThatLeadElsewhereAreRefused(String path) {
        assertCode(CommonError.FILE_PATH, () -> files.find(path));
        assertCode(CommonError.FILE_PATH, () -> write(path, content(1)));
    }

    private static void assertCode(CommonError code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
