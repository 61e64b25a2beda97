package dev.naust.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HandMadeTest {
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
    void whatIsInNoCollectionIsNamed() throws Exception {
        put("people/zoe.json", "{}");
        put("people/notes.txt", "no document");
        put("people/more/deep.json", "{}");
        put("one.json", "{}");
        put("tables/rows.csv", "a\n1\n");
        put("rows.tsv", "a\n1\n");
        put(".hidden/x", "");
        put("files/photo.jpg", "x");
        Files.createSymbolicLink(root.resolve("link.csv"), root.resolve("rows.tsv"));

        assertThat(store.footing().orElseThrow().leftBehind())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("link.csv, one.json, people/more, people/notes.txt, rows.tsv, tables. "))
                .anySatisfy(line -> assertThat(line).contains("files are no records"));
    }

    @Test
    void someOfManyInNoCollectionAreNamedAndTheOthersCounted() throws Exception {
        put("people/zoe.json", "{}");
        for (int i = 99; i >= 10; i--) {
            put("people/" + i + ".txt", "");
        }

        assertThat(store.footing().orElseThrow().leftBehind())
                .singleElement()
                .asString()
                .contains("collection: people/10.txt, people/11.txt, ", ", people/29.txt and 70 more. ")
                .doesNotContain("people/30.txt");
    }

    @Test
    void rowsArePartedBySemicolonsOrTabsWhereTheHeaderIs() throws Exception {
        put("semicolons.csv", "id;\"na,me\"\n1;\"a;b\"\n");
        put("tabs.csv", "\uFEFFid\tname\r\n1\ta,b\r\n");
        put("commas.csv", "id,na;me\n1,a;b\n");
        put("one.csv", "id\n1;2\n");

        assertThat(bodies("semicolons")).containsExactly("{id=1, na,me=a;b}");
        assertThat(bodies("tabs")).containsExactly("{id=1, name=a,b}");
        assertThat(bodies("commas")).containsExactly("{id=1, na;me=a;b}");
        assertThat(bodies("one")).containsExactly("{id=1;2}");
    }

    private List<String> bodies(String collection) throws Exception {
        return Folder.read(store, collection).stream()
                .map(each -> each.body().toString())
                .toList();
    }

    @Test
    void aFolderOfDocumentsIsACollectionByTheirNames() throws Exception {
        put("people/zoe.json", "\uFEFF{\"name\": \"Zoë\", \"age\": 30}\n");
        put("people/åse.json", "{\n  \"name\": \"Åse\",\n  \"tags\": [\"a\", 1.50]\n}");
        put("people/notes.txt", "no document");
        put("people/.hidden.json", "no document");

        List<DataRecord> people = Folder.read(store, "people");

        assertThat(people)
                .extracting(DataRecord::key)
                .containsExactly(RecordKey.of("_file", Value.text("zoe")), RecordKey.of("_file", Value.text("åse")));
        assertThat(people.get(0).body().get("name")).contains(Value.text("Zoë"));
        assertThat(people.get(1).body().get("tags"))
                .contains(new Value.Array(List.of(Value.text("a"), new Value.Decimal(new BigDecimal("1.50")))));
        assertThat(store.lookup()
                        .orElseThrow()
                        .find(DatasetId.of("people"), people.get(1).key()))
                .contains(people.get(1));
        assertThat(store.lookup()
                        .orElseThrow()
                        .find(DatasetId.of("people"), RecordKey.of("_file", Value.text("../people/zoe"))))
                .isEmpty();
    }

    @Test
    void aFolderOfDocumentsIsReadOnAfterAPosition() throws Exception {
        for (int i = 10; i < 60; i++) {
            put("many/" + i + ".json", "{\"n\": " + i + "}");
        }
        Batch first;
        try (RecordReader reader =
                store.read(ReadRequest.of(DatasetId.of("many")).withPositions())) {
            first = reader.next(7, Long.MAX_VALUE);
        }
        Files.delete(root.resolve("many/16.json"));

        List<DataRecord> rest = Folder.read(
                store,
                ReadRequest.of(DatasetId.of("many"))
                        .resumeAfter(first.position().orElseThrow()));

        assertThat(first.records()).hasSize(7);
        assertThat(rest).hasSize(43);
    }

    @Test
    void asManyFieldsAsDocumentsAreRefusedByName() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i <= 10_000; i++) {
            lines.append("{\"v").append(i).append("\": 1}\n");
        }
        put("visits.ndjson", lines.toString());

        assertThatThrownBy(() -> store.profiling().orElseThrow().profile(DatasetId.of("visits")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("visits")
                .hasMessageContaining("10000 different fields");
    }

    @Test
    void linesAndTablesAreCollectionsToo() throws Exception {
        put("events.ndjson", "{\"n\": 1}\r\n\n  \n{\"n\": 2.5, \"at\": {\"$moment\": \"2026-11-21T16:20:00Z\"}}");
        put("log.jsonl", "{\"_id\": {\"$oid\": \"abc\"}}\n");
        put("table.csv", "id,name\n1,\"Zoë, 🚢\"\n2,\n3,\"\"\n");

        assertThat(store.datasets())
                .extracting(each -> each.id().name(), Dataset::shape)
                .containsExactly(
                        tuple("events", Shape.COLLECTION), tuple("log", Shape.COLLECTION), tuple("table", Shape.TABLE));
        assertThat(Folder.read(store, "events")
                        .get(1)
                        .body()
                        .get("at")
                        .orElseThrow()
                        .kind())
                .isEqualTo(Kind.MOMENT);
        assertThat(Folder.read(store, "log")
                        .get(0)
                        .body()
                        .get("_id")
                        .orElseThrow()
                        .kind())
                .as("what only looks like exact JSON")
                .isEqualTo(Kind.DOCUMENT);
        assertThat(Folder.read(store, "table"))
                .extracting(each -> each.body().at(1))
                .containsExactly(Value.text("Zoë, 🚢"), Value.ofNull(), Value.text(""));
    }

    @Test
    void aProfileFindsKindsThatHoldEveryValue() throws Exception {
        put("mixed.ndjson", "{\"n\": 1, \"m\": 1}\n{\"n\": 2.5, \"m\": \"x\"}\n{\"n\": null, \"late\": true}\n");

        Profile profile = store.profiling().orElseThrow().profile(DatasetId.of("mixed"));
        List<DataRecord> read =
                Folder.read(store, ReadRequest.of(DatasetId.of("mixed")).as(profile.schema()));

        assertThat(profile.records()).isEqualTo(3);
        assertThat(profile.schema().fields())
                .extracting(Field::name, field -> field.type().kind())
                .containsExactly(tuple("n", Kind.DECIMAL), tuple("m", Kind.JSON), tuple("late", Kind.BOOL));
        assertThat(read.get(0).body().get("n")).contains(new Value.Decimal(BigDecimal.ONE));
        assertThat(read.get(1).body().get("m")).contains(Value.Json.of("\"x\""));
    }

    @Test
    void whatIsMalformedIsNamedWithItsFileAndLine() throws Exception {
        put("bad.ndjson", "{\"n\": 1}\n{\"n\": \n");
        put("list.ndjson", "[1]\n");
        put("docs/a.json", "{}");
        put("docs/b.json", "{\n\"n\": 1,\n}");
        put("rows.csv", "a,b\n1,2\n3\n");
        Files.write(root.resolve("latin.ndjson"), new byte[] {'{', '"', (byte) 0xE5, '"', ':', '1', '}'});

        assertMalformed("bad", "bad.ndjson, line 2");
        assertMalformed("list", "list.ndjson, line 1");
        assertMalformed("docs", "docs/b.json");
        assertMalformed("docs", "Line 3");
        assertMalformed("rows", "rows.csv, line 3");
        assertMalformed("latin", "UTF-8");
    }

    @Test
    void linksAndSpecialFilesAreNoCollections(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("x.json"), "{}");
        Files.writeString(outside.resolve("x.ndjson"), "{}");
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("out.ndjson"), outside.resolve("x.ndjson"));
        put("files/x.json", "{}");

        assertThat(store.datasets()).isEmpty();
        assertThatThrownBy(() -> Folder.read(store, "../" + outside.getFileName() + "/x"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.code()).isEqualTo(FilesystemErrorCode.NO_SUCH_COLLECTION));
    }

    @Test
    void namesThatMeetAreToldApartByTheirEndings() throws Exception {
        put("a.csv", "x\n1\n");
        put("a.ndjson", "{}");
        Folder.make(store, Folder.NUMBERS);
        put("numbers.csv", "x\n1\n");

        assertThat(store.datasets())
                .extracting(each -> each.id().name())
                .containsExactly("a.csv", "a.ndjson", "numbers", "numbers.csv");
        assertThat(Folder.read(store, "numbers")).isEmpty();
        assertThat(Folder.read(store, "numbers.csv")).hasSize(1);
    }

    @Test
    void whatPeopleMadeIsReadAndDroppedButNotWritten() throws Exception {
        put("a.ndjson", "{\"id\": 1}\n");

        assertThatThrownBy(() -> store.write(WriteRequest.insert(store.describe(DatasetId.of("a")))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(FilesystemErrorCode.MADE_BY_HAND));
        store.schemaEditing().orElseThrow().drop(DatasetId.of("a"));

        assertThat(store.datasets()).isEmpty();
        assertThat(root.resolve("a.ndjson")).doesNotExist();
    }

    @Test
    void aFileThatVanishesWhileItsFolderIsReadIsATypedFailure() throws Exception {
        put("docs/a.json", "{}");
        put("docs/b.json", "{}");
        put("docs/c.json", "{}");
        try (RecordReader reader = store.read(ReadRequest.of(DatasetId.of("docs")))) {
            reader.next(1, Long.MAX_VALUE);
            Files.delete(root.resolve("docs/c.json"));

            assertThatThrownBy(() -> reader.next(10, Long.MAX_VALUE))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(FilesystemErrorCode.VANISHED));
        }
    }

    private void assertMalformed(String collection, String where) {
        assertThatThrownBy(() -> Folder.read(store, collection))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(FilesystemErrorCode.MALFORMED))
                .hasMessageContaining(where);
    }

    private void put(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
