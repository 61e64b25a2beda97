package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Schema;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is closed stays closed, says so, and leaves nothing behind. */
abstract class ClosingContract extends ContractGroup {

    /** Which threads came since before the store was opened. */
    abstract ThreadWatch threads();

    @Test
    @DisplayName("a reader twice is harmless, and it reads no more")
    void closesReadersOnce() throws InterruptedException {
        Schema schema = store().make("read", Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, 5));
        RecordReader reader = store().store().read(ReadRequest.of(schema.id()));
        reader.next(2, Long.MAX_VALUE);

        reader.close();

        assertThatCode(reader::close).doesNotThrowAnyException();
        assertRefused(() -> reader.next(1, Long.MAX_VALUE));
    }

    @Test
    @DisplayName("a writer twice is harmless, and it writes no more")
    void closesWritersOnce() throws InterruptedException {
        Schema schema = store().make("written", Samples.NAME);
        RecordWriter writer = store().store().write(WriteRequest.insert(schema));
        writer.write(Samples.people(store(), schema, 1));
        writer.flush();

        writer.close();

        assertThatCode(writer::close).doesNotThrowAnyException();
        assertRefused(() -> writer.write(List.of(Samples.person(store(), schema, 2, "late"))));
        assertRefused(writer::flush);
    }

    @Test
    @DisplayName("a store twice is harmless, and every other call is refused")
    void closesStoresOnce() throws InterruptedException {
        Schema schema = store().make("closed", Samples.NAME);
        Store closed = store().store();

        closed.close();

        assertThatCode(closed::close).doesNotThrowAnyException();
        assertRefused(() -> closed.check(Duration.ofSeconds(1)));
        assertRefused(closed::datasets);
        assertRefused(() -> closed.describe(schema.id()));
        assertRefused(() -> closed.read(ReadRequest.of(schema.id())));
        assertRefused(() -> closed.count(ReadRequest.of(schema.id())));
        assertRefused(() -> closed.write(WriteRequest.insert(schema)));
    }

    @Test
    @DisplayName("a store ends its readers and writers")
    void closingAStoreEndsItsReadersAndWriters() throws InterruptedException {
        Schema schema = store().make("open", Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, 50));
        RecordReader reader = store().store().read(ReadRequest.of(schema.id()));
        reader.next(1, Long.MAX_VALUE);
        RecordWriter writer = store().store().write(WriteRequest.insert(schema));

        store().store().close();

        assertRefused(() -> reader.next(10, Long.MAX_VALUE));
        assertRefused(() -> {
            writer.write(List.of(Samples.person(store(), schema, 99, "late")));
            writer.flush();
        });
        assertThatCode(reader::close).doesNotThrowAnyException();
        assertThatCode(writer::close).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("a store leaves no thread behind")
    void leavesNoThreadBehind() throws InterruptedException {
        Schema schema = store().make("threads", Samples.NAME);
        store().insert(schema, Samples.people(store(), schema, 50));
        store().read(schema);

        store().store().close();

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(threads().newThreads())
                        .as("threads that came with the store")
                        .isEmpty());
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StoreException.class);
    }
}
