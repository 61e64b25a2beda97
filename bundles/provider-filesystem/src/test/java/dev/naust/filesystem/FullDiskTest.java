package dev.naust.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.Category;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.testkit.SmallDisk;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or cannot be written; on a file system in memory, which only Linux's root may mount. */
final class FullDiskTest {
    @TempDir
    Path place;

    private SmallDisk small;

    @BeforeEach
    void mount() {
        small = SmallDisk.over(place, 2 << 20);
    }

    @AfterEach
    void unmount() {
        if (small != null) {
            small.close();
        }
    }

    @Test
    void aFullDiskIsATypedFailureAndLeavesNothingHalfWritten() throws Exception {
        try (Store store = Folder.open(place)) {
            Folder.make(store, Folder.NUMBERS);
            Folder.write(store, WriteRequest.insert(Folder.NUMBERS), List.of(Folder.number(0, 1, "kept")));
            List<DataRecord> many = LongStream.range(1, 8_000)
                    .mapToObj(id -> Folder.number(id, 1, "x".repeat(500)))
                    .toList();

            assertFull(() -> Folder.write(store, WriteRequest.insert(Folder.NUMBERS), many));
            assertFull(() -> store.files()
                    .orElseThrow()
                    .write("large.bin", new ByteArrayInputStream(new byte[4 << 20]), Optional.empty()));

            assertThat(Folder.read(store, "numbers")).hasSize(1);
            assertThat(store.files().orElseThrow().find("large.bin")).isEmpty();
            Folder.write(store, WriteRequest.upsert(Folder.NUMBERS), List.of(Folder.number(1, 1, "goes on")));
            assertThat(Folder.read(store, "numbers")).hasSize(2);
        }
    }

    @Test
    void aDiskThatCanOnlyBeReadIsReadAndEveryWriteIsATypedFailure() throws Exception {
        try (Store store = Folder.open(place)) {
            Folder.make(store, Folder.NUMBERS);
            Folder.write(store, WriteRequest.insert(Folder.NUMBERS), List.of(Folder.number(0, 1, "kept")));
            store.files().orElseThrow().write("a.txt", new ByteArrayInputStream(new byte[3]), Optional.empty());
        }
        small.readOnly();
        try (Store store = Folder.open(place)) {
            assertThat(Folder.read(store, "numbers")).hasSize(1);
            assertThat(store.files().orElseThrow().list("", Optional.empty(), 10))
                    .hasSize(1);
            assertThatThrownBy(() -> Folder.write(
                            store, WriteRequest.upsert(Folder.NUMBERS), List.of(Folder.number(1, 1, "refused"))))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(FilesystemErrorCode.READ_ONLY));
        }
    }

    private static void assertFull(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.code()).isEqualTo(FilesystemErrorCode.FULL);
            assertThat(e.category()).isEqualTo(Category.LIMIT);
        });
    }
}
