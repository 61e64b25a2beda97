package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Value;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One state of a file, in both ways that SQLite keeps its journal. */
class SnapshotTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws Exception {
        file = folder.resolve("boats.db");
        Stores.run(file, "CREATE TABLE boats (id INTEGER PRIMARY KEY)", "INSERT INTO boats VALUES (1), (2)");
    }

    @Test
    void aFileWithoutALogIsCopiedAndOtherProgramsGoOnWriting() throws Exception {
        try (Store store = Stores.open(file, Map.of("readOnly", Value.Bool.TRUE))) {
            List<Path> before = copies();
            int seen = store.snapshots().orElseThrow().inSnapshot(frozen -> {
                write("INSERT INTO boats VALUES (3)");
                assertThat(copies()).hasSize(before.size() + 1);
                return Stores.read(frozen, "boats").size();
            });

            assertThat(seen).isEqualTo(2);
            assertThat(Stores.read(store, "boats")).hasSize(3);
            assertThat(copies()).isEqualTo(before);
        }
    }

    @Test
    void aFileWithALogIsReadAsItIsAndOtherProgramsGoOnWriting() throws Exception {
        write("PRAGMA journal_mode = WAL");
        for (boolean readOnly : new boolean[] {false, true}) {
            try (Store store = Stores.open(file, Map.of("readOnly", Value.Bool.of(readOnly)))) {
                int before = Stores.read(store, "boats").size();
                int seen = store.snapshots().orElseThrow().inSnapshot(frozen -> {
                    write("INSERT INTO boats DEFAULT VALUES");
                    return Stores.read(frozen, "boats").size();
                });
                assertThat(seen).isEqualTo(before);
                assertThat(Stores.read(store, "boats")).hasSize(before + 1);
            }
        }
    }

    @Test
    void aFileThatIsYetToComeHoldsNothing() throws Exception {
        Path none = folder.resolve("later.db");
        try (Store store = Stores.open(none)) {
            assertThat(store.snapshots()
                            .orElseThrow()
                            .<Integer>inSnapshot(frozen -> frozen.datasets().size()))
                    .isZero();
        }
        assertThat(none).doesNotExist();
    }

    @Test
    void moreReadersThanConnectionsShareThem() throws Exception {
        write("PRAGMA journal_mode = WAL");
        try (Store store = Stores.open(file)) {
            store.snapshots().orElseThrow().inSnapshot(frozen -> {
                var request = dev.naust.api.store.ReadRequest.of(dev.naust.api.model.DatasetId.of("boats"));
                var readers =
                        Stream.generate(() -> frozen.read(request)).limit(10).toList();
                for (RecordReader reader : readers) {
                    assertThat(reader.next(10, Long.MAX_VALUE).records()).hasSize(2);
                }
                for (RecordReader reader : readers) {
                    reader.close();
                }
                return true;
            });
        }
    }

    @Test
    void aDamagedFileIsNotCopied() throws Exception {
        Files.write(
                file, "no database at all, whatever its name says".repeat(100).getBytes());
        List<Path> before = copies();
        try (Store store = Stores.open(file)) {
            assertThatThrownBy(() -> store.snapshots().orElseThrow().inSnapshot(frozen -> true))
                    .isInstanceOf(StoreException.class);
        }
        assertThat(copies()).isEqualTo(before);
    }

    private void write(String sql) {
        try {
            Stores.run(file, sql);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> copies() {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(each -> each.getFileName().toString().startsWith("naust-sqlite-"))
                    .filter(each -> Files.exists(each.resolve("copy.db")))
                    .toList();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
