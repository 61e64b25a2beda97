package dev.naust.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Index;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentsTest {
    private static final String TEXT = "x".repeat(300);

    @TempDir
    Path root;

    private Store store;

    @BeforeEach
    void open() throws InterruptedException {
        store = Folder.open(root);
        Folder.make(store, Folder.NUMBERS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void moreRecordsThanFitInMemoryComeBackSortedWhateverTheirOrderWas() throws Exception {
        List<DataRecord> records = new ArrayList<>();
        LongStream.range(0, 40_000).forEach(id -> records.add(Folder.number(id, 0, TEXT)));
        Collections.shuffle(records, new Random(7));
        DataRecord again = Folder.number(17, 1, "again");

        WriteReport flushed;
        List<Rejected> rejected = new ArrayList<>();
        long written = 0;
        try (RecordWriter writer = store.write(WriteRequest.fill(Folder.NUMBERS))) {
            for (int from = 0; from < records.size(); from += 2_000) {
                WriteReport report = writer.write(records.subList(from, from + 2_000));
                rejected.addAll(report.rejected());
                written += report.written();
            }
            rejected.addAll(writer.write(List.of(again)).rejected());
            assertThat(Folder.read(store, "numbers")).isEmpty();
            flushed = writer.flush();
            rejected.addAll(flushed.rejected());
            written += flushed.written();
        }

        assertThat(rejected)
                .singleElement()
                .satisfies(each -> assertThat(each.record()).isEqualTo(again));
        assertThat(written).isEqualTo(40_000);
        assertThat(Folder.read(store, "numbers"))
                .extracting(each -> ((Value.Int64) each.body().at(0)).number())
                .containsExactlyElementsOf(LongStream.range(0, 40_000).boxed().toList());
        assertThat(store.datasets().get(0).estimatedRecords()).hasValue(40_000);
        assertThat(find(31_234)).isEqualTo(0);
        assertThat(segments()).hasSizeLessThan(8);
    }

    @Test
    void manySmallWritesStayFewSegmentsAndSayTheLast() throws Exception {
        Map<Long, Long> expected = new TreeMap<>();
        Random random = new Random(3);
        for (long round = 0; round < 60; round++) {
            long id = random.nextInt(40);
            if (round % 5 == 4) {
                Folder.write(store, WriteRequest.delete(Folder.NUMBERS), List.of(Folder.number(id, round, "")));
                expected.remove(id);
            } else {
                Folder.write(store, WriteRequest.upsert(Folder.NUMBERS), List.of(Folder.number(id, round, TEXT)));
                expected.put(id, round);
            }
        }
        store.close();
        store = Folder.open(root);

        Map<Long, Long> found = new TreeMap<>();
        for (DataRecord each : Folder.read(store, "numbers")) {
            found.put(
                    ((Value.Int64) each.body().at(0)).number(),
                    ((Value.Int64) each.body().at(1)).number());
        }

        assertThat(found).isEqualTo(expected);
        for (long id = 0; id < 40; id++) {
            assertThat(find(id)).isEqualTo(expected.getOrDefault(id, -1L));
        }
        assertThat(segments()).hasSizeLessThan(10);
    }

    @Test
    void aKeyThatWasDeletedCanBeAddedAgain() throws Exception {
        Folder.write(store, WriteRequest.insert(Folder.NUMBERS), List.of(Folder.number(1, 1, "a")));
        Folder.write(store, WriteRequest.delete(Folder.NUMBERS), List.of(Folder.number(1, 1, "a")));

        assertThat(Folder.write(store, WriteRequest.insert(Folder.NUMBERS), List.of(Folder.number(1, 2, "b"))))
                .isEmpty();
        assertThat(find(1)).isEqualTo(2);
    }

    @Test
    void aReaderGoesOnWhileOthersReplaceWhatItReads() throws Exception {
        List<DataRecord> records = LongStream.range(0, 5_000)
                .mapToObj(id -> Folder.number(id, 1, TEXT))
                .toList();
        Folder.write(store, WriteRequest.insert(Folder.NUMBERS), records);
        try (RecordReader reader = store.read(ReadRequest.of(Folder.NUMBERS.id()))) {
            reader.next(10, Long.MAX_VALUE);
            Folder.write(
                    store,
                    WriteRequest.upsert(Folder.NUMBERS),
                    records.stream()
                            .map(each -> each.withBody(each.body().with("round", Value.int64(2))))
                            .toList());

            List<DataRecord> rest = reader.next(10_000, Long.MAX_VALUE).records();

            assertThat(rest)
                    .hasSize(4_990)
                    .allSatisfy(each -> assertThat(each.body().at(1)).isEqualTo(Value.int64(1)));
        }
        assertThat(find(4_999)).isEqualTo(2);
    }

    @Test
    void twoStoresOnOneFolderSeeEachOthersRecordsAndNeverAddOneKeyTwice() throws Exception {
        try (Store other = Folder.open(root);
                RecordWriter late = other.write(WriteRequest.insert(Folder.NUMBERS))) {
            late.write(List.of(Folder.number(1, 2, "late")));
            Folder.write(store, WriteRequest.insert(Folder.NUMBERS), List.of(Folder.number(1, 1, "first")));

            assertThatThrownBy(late::flush)
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(FilesystemErrorCode.BUSY));
            assertThat(Folder.read(other, "numbers")).hasSize(1);
        }
        assertThat(find(1)).isEqualTo(1);
    }

    @Test
    void aDamagedSegmentIsFoundWhenItIsRead() throws Exception {
        Folder.write(
                store,
                WriteRequest.insert(Folder.NUMBERS),
                List.of(Folder.number(1, 1, "aaa"), Folder.number(2, 1, "bbb")));
        Path segment = segments().get(0);
        Files.writeString(segment, Files.readString(segment).replace("bbb", "bxb"));

        assertDamaged(segment);
        Files.writeString(segment, "{\"id\": 1");
        assertDamaged(segment);
        Files.delete(segment);
        assertDamaged(segment);
    }

    @Test
    void whatACrashLeftIsClearedAway() throws Exception {
        Path left = Files.createDirectories(root.resolve(".naust/unfinished/1-1-abc"));
        Files.writeString(left.resolve("lock"), "");
        Files.writeString(left.resolve("7"), "half");
        Path segment = root.resolve("numbers/half.ndjson");
        Files.writeString(segment, "{\"id\":");
        try (Store fresh = Folder.open(root)) {
            Folder.write(fresh, WriteRequest.insert(Folder.NUMBERS), List.of(Folder.number(1, 1, "a")));
        }

        assertThat(left).doesNotExist();
        assertThat(segment).doesNotExist();
        assertThat(Folder.read(store, "numbers")).hasSize(1);
    }

    @Test
    void whichIndexesWereNotKeptIsWrittenDown() throws Exception {
        Index index = new Index("ix_text", true, false, List.of(new Index.Part("text", false)));
        Schema indexed = new Schema(
                DatasetId.of("indexed"),
                Folder.NUMBERS.shape(),
                Folder.NUMBERS.fields(),
                Folder.NUMBERS.key(),
                List.of(index),
                List.of(),
                List.of());

        Folder.make(store, indexed);

        assertThat(store.describe(indexed.id()).indexes()).isEmpty();
        assertThat(store.describe(indexed.id()).extras())
                .singleElement()
                .asString()
                .contains("unique", "ix_text", "text");
    }

    @Test
    void aRecordThatIsTooLargeForALineIsRejectedByName() throws Exception {
        DataRecord large = Folder.number(2, 1, "x".repeat(17 << 20));

        assertThat(Folder.write(
                        store,
                        WriteRequest.insert(Folder.NUMBERS),
                        List.of(Folder.number(1, 1, "a"), large, Folder.number(3, 1, "x".repeat(15 << 20)))))
                .singleElement()
                .satisfies(each -> assertThat(each.reason()).contains("16777216"));
        assertThat(Folder.read(store, "numbers")).hasSize(2);
    }

    private void assertDamaged(Path segment) {
        assertThatThrownBy(() -> Folder.read(store, "numbers"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(FilesystemErrorCode.DAMAGED))
                .hasMessageContaining(segment.getFileName().toString());
    }

    private long find(long id) {
        return store.lookup()
                .orElseThrow()
                .find(DatasetId.of("numbers"), RecordKey.of("id", Value.int64(id)))
                .map(each -> ((Value.Int64) each.body().at(1)).number())
                .orElse(-1L);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("numbers"))) {
            return files.filter(each -> each.toString().endsWith(".ndjson")).toList();
        }
    }
}
