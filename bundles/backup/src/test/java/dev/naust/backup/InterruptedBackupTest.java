package dev.naust.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.ContentHash;
import dev.naust.api.service.MasterKeys;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.KeyRing;
import dev.naust.backup.place.WholeFiles;
import dev.naust.transfer.BoundedPump;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An interrupted backup goes on from what is left of it, as far as that is what was written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterruptedBackupTest {
    private static final int LARGE = 60_000;
    private static final int SMALL = 1_000;
    private static final int ALL = LARGE + SMALL;

    private final BoundedPump pump = new BoundedPump();
    private final Store source = Shops.memory();
    private Path file = Path.of("");
    private long read;
    private long failAfter;

    @TempDir
    private Path folder;

    @BeforeAll
    void fill() throws InterruptedException {
        Shops.fill(source, "First", SMALL);
        Shops.fill(source, "Second", LARGE);
    }

    @AfterAll
    void close() {
        source.close();
    }

    @BeforeEach
    void fresh() {
        file = folder.resolve("shop-" + System.nanoTime() + ".naust");
        read = 0;
        failAfter = Long.MAX_VALUE;
    }

    @Test
    void it_goes_on_where_it_was_interrupted_and_is_whole() throws Exception {
        interruptAfter(ALL / 2);
        assertThat(file).doesNotExist();

        Archive archive = make("r1", TestKeys.of(1));

        assertThat(read).as("records that are read again").isLessThanOrEqualTo(ALL * 6 / 10);
        isWhole(archive);
        assertThat(archive.manifest().consistent()).isFalse();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(each -> each.toString().contains(".part"))).isEmpty();
        }
    }

    @Test
    void it_goes_on_again_when_it_is_interrupted_twice() throws Exception {
        interruptAfter(ALL / 3);
        interruptAfter(ALL / 3);
        isWhole(make("r1", TestKeys.of(1)));
        assertThat(read).isLessThan(ALL / 2);
    }

    @Test
    void it_does_not_go_on_under_other_settings_or_another_key() throws Exception {
        interruptAfter(ALL / 2);
        assertThatThrownBy(() -> make("r2", TestKeys.of(1)))
                .hasMessageContainingAll("configured anew", "take another backup")
                .extracting(failure -> ((StoreException) failure).code())
                .isEqualTo(BackupError.CHANGED);
        assertThatThrownBy(() -> make("r1", TestKeys.of(2)))
                .hasMessageContainingAll("under another key", "take another backup")
                .extracting(failure -> ((StoreException) failure).code())
                .isEqualTo(BackupError.CHANGED);
        assertThat(file).doesNotExist();
        isWhole(make("r1", TestKeys.of(1)));
    }

    @Test
    void damage_in_what_is_left_is_never_taken_over() throws Exception {
        interruptAfter(ALL / 2);
        byte[] left = Files.readAllBytes(WholeFiles.part(file));
        Random random = new Random(3);
        for (int i = 0; i < 2; i++) {
            byte[] broken = i == 0 ? left.clone() : Arrays.copyOf(left, random.nextInt(left.length));
            broken[random.nextInt(broken.length)] ^= 4;
            Files.write(WholeFiles.part(file), broken);
            read = 0;
            isWhole(make("r1", TestKeys.of(1)));
            Files.delete(file);
        }
    }

    private void interruptAfter(long records) {
        read = 0;
        failAfter = records;
        assertThatThrownBy(() -> make("r1", TestKeys.of(1))).hasMessageContaining("the power failed");
        assertThat(WholeFiles.part(file)).isNotEmptyFile();
        read = 0;
        failAfter = Long.MAX_VALUE;
    }

    private Archive make(String revision, MasterKeys keys) throws InterruptedException {
        return Shops.backUp(counting(), revision, new KeyRing(keys), file);
    }

    private void isWhole(Archive archive) throws InterruptedException {
        archive.verify(records -> {});
        for (var each : archive.manifest().collections()) {
            ContentHash content = pump.hash(source, ReadRequest.of(each.schema().id()), records -> {});
            assertThat(each.records()).isEqualTo(content.records());
            assertThat(each.hash()).isEqualTo(content.hex());
        }
        assertThat(archive.manifest().records()).isEqualTo(ALL);
    }

    /** The source without snapshots, whose readers count and break off. */
    private Store counting() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, a) -> {
                    if (method.getName().equals("snapshots")) {
                        return Optional.empty();
                    }
                    if (method.getName().equals("read")) {
                        return new Counting(source.read((ReadRequest) a[0]));
                    }
                    try {
                        return method.invoke(source, a);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class Counting implements RecordReader {
        private final RecordReader reader;

        Counting(RecordReader reader) {
            this.reader = reader;
        }

        @Override
        public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
            if (read > failAfter) {
                throw new StoreException(ServiceError.STORE_UNAVAILABLE, "the power failed");
            }
            Batch batch = reader.next(maxRecords, maxBytes);
            read += batch.records().size();
            return batch;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
