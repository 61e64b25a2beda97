package dev.naust.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Category;
import dev.naust.api.store.Profile;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A folder of CSV files")
class CsvFilesTest {
    private static final DatasetId PEOPLE = DatasetId.of("people");

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = open(",");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void tellsAnEmptyTextFromNullByItsQuotes() throws Exception {
        write("id,name\n1,\n2,\"\"\n3,\"a \"\"b\"\", c\"\n");

        assertThat(read())
                .extracting(record -> record.body().at(1))
                .containsExactly(Value.ofNull(), Value.text(""), Value.text("a \"b\", c"));
    }

    @Test
    void readsEveryLineEnd() throws Exception {
        for (String end : List.of("\n", "\r\n", "\r")) {
            write(String.join(end, "id,name", "1,a", "2,b"));

            assertThat(read()).hasSize(2);
        }
    }

    @Test
    void readsWhatSpreadsheetsWrite() throws Exception {
        store.close();
        store = open(";");
        write("\uFEFFid;name\r\n1;\"Zoë; 🚢\"\r\n\r\n");

        assertThat(read()).extracting(DataRecord::body).containsExactly(document("id", "1", "name", "Zoë; 🚢"));
    }

    @ParameterizedTest(name = "names the line and the fault: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "id,name\\n1,a\\n2,b,c\\n|people.csv, line 3: the line has 3 fields, but the header names 2",
                "id,name\\n1,a\\n2\\n|people.csv, line 3: the line has 1 fields, but the header names 2",
                "id,name\\n1,\"two\\nlines\"\\n2,\"open\\n3,c\\n|people.csv, line 4: the line cannot be understood",
                "id,name,id\\n|people.csv, line 1: the line names the column \"id\" twice",
                "''|people.csv, line 1: the line is empty; the first line must name the columns"
            })
    void namesTheLineAndTheFault(String text, String message) throws Exception {
        write(text.replace("\\n", "\n").replace("''", ""));

        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.category()).isEqualTo(Category.USER))
                .hasMessageStartingWith(message);
    }

    @Test
    void namesTheLineThatIsNotUtf8() throws Exception {
        byte[] text = "id,name\n1,a\n2,Zo\u00eb\n3,c\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve("people.csv"), text);

        assertThatThrownBy(this::read)
                .isInstanceOf(StoreException.class)
                .hasMessage("people.csv, line 3: the line is not in UTF-8; save the file as UTF-8");
    }

    @Test
    void findsTheKindsThatEveryRecordHasExactly() throws Exception {
        write("""
                whole,zip,price,truth,day,at,spaced,mixed,nothing,big
                1,0150,1.50,true,2024-02-29,2024-02-29T10:00:00,2024-02-29 10:00:00,1,,99999999999999999999
                -7,90210,-0.5,false,1999-12-31,1999-12-31T23:59:59.5,1999-12-31 00:00:01,x,,1
                ,1,,,,,,,,
                """);

        Profile profile = store.profiling().orElseThrow().profile(PEOPLE);

        assertThat(profile.records()).isEqualTo(3);
        assertThat(profile.schema().fields())
                .extracting(field -> field.type().kind())
                .containsExactly(
                        Kind.INT64,
                        Kind.TEXT,
                        Kind.DECIMAL,
                        Kind.BOOL,
                        Kind.DATE,
                        Kind.LOCAL_TIMESTAMP,
                        Kind.LOCAL_TIMESTAMP,
                        Kind.TEXT,
                        Kind.TEXT,
                        Kind.DECIMAL);
        Document first =
                read(ReadRequest.of(PEOPLE).as(profile.schema())).get(0).body();
        assertThat(first.get("whole")).contains(Value.int64(1));
        assertThat(first.get("price")).contains(new Value.Decimal(new BigDecimal("1.50")));
        assertThat(first.get("spaced")).contains(new Value.LocalTimestamp(LocalDateTime.parse("2024-02-29T10:00")));
    }

    @ParameterizedTest(name = "leaves {0} a text, because no number or date is written like that")
    @ValueSource(
            strings = {
                "007",
                "+1",
                "-0",
                "1e3",
                "1.",
                ".5",
                " 1",
                "0x1",
                "True",
                "2024-2-9",
                "2023-02-29",
                "1,5",
                "NaN",
                "10:00"
            })
    void leavesLookalikesAlone(String text) {
        for (CsvForm form : CsvForm.values()) {
            assertThat(form.read(text)).as("%s as %s", text, form).isEmpty();
        }
    }

    @Test
    void addsToAFileThatDoesNotEndInANewLine() throws Exception {
        write("id,name\n1,a");
        Schema schema = store.describe(PEOPLE);
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            writer.write(List.of(DataRecord.of(List.of(), document("id", "2", "name", "b"))));
            writer.flush();
        }

        assertThat(read()).hasSize(2);
        assertThat(Files.readString(folder.resolve("people.csv"))).isEqualTo("id,name\n1,a\r\n2,b\r\n");
    }

    @Test
    void keepsNullsOfASingleColumn() throws Exception {
        write("name\na\n\nb\n");

        assertThat(read())
                .extracting(record -> record.body().at(0))
                .containsExactly(Value.text("a"), Value.ofNull(), Value.text("b"));
    }

    @Test
    void readsAFileAsItWasWhenReadingBegan() throws Exception {
        write("id,name\n1,a\n2,b\n");
        Schema schema = store.describe(PEOPLE);
        try (RecordReader reader = store.read(ReadRequest.of(PEOPLE))) {
            try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
                writer.write(List.of(DataRecord.of(List.of(), document("id", "3", "name", "c"))));
                writer.flush();
            }
            assertThat(reader.next(100, Long.MAX_VALUE).records()).hasSize(2);
        }
        assertThat(read()).hasSize(3);
    }

    @Test
    void leavesNothingBesideItsFiles() throws Exception {
        write("id,name\n");
        Schema schema = store.describe(PEOPLE);
        RecordWriter abandoned = store.write(WriteRequest.fill(schema));
        abandoned.write(List.of(DataRecord.of(List.of(), document("id", "1", "name", "a"))));

        store.close();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly("people.csv");
        }
    }

    @Test
    void listsOnlyItsOwnCsvFiles(@TempDir Path elsewhere) throws Exception {
        write("id\n");
        Files.writeString(folder.resolve("notes.txt"), "id\n");
        Files.writeString(folder.resolve(".hidden.csv"), "id\n");
        Files.createDirectory(folder.resolve("folder.csv"));
        Path secret = Files.writeString(elsewhere.resolve("secret.csv"), "id\n");
        Files.createSymbolicLink(folder.resolve("link.csv"), secret);

        assertThat(store.datasets()).extracting(Dataset::id).containsExactly(PEOPLE);
    }

    @ParameterizedTest(name = "never leaves the folder, not for {0}")
    @ValueSource(strings = {"../people", "/etc/passwd", "x/../people", "..", ".", "\0"})
    void neverLeavesTheFolder(String name) throws Exception {
        write("id\n");

        assertThatThrownBy(() -> store.read(ReadRequest.of(DatasetId.of(name))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has no file");
    }

    @Test
    void saysWhichFolderIsMissing() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> new CsvProvider().open(config(missing, ",")))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.category()).isEqualTo(Category.CONFIGURATION))
                .hasMessageContaining(missing.toString());
    }

    @Test
    void isNamedOnTheCommandLineByItsFolder() {
        assertThat(new CsvProvider().endpoint("csv:some/folder")).contains(document("folder", "some/folder"));
        assertThat(new CsvProvider().endpoint("csv:")).isEmpty();
        assertThat(new CsvProvider().endpoint("sqlite:some.db")).isEmpty();
    }

    @Test
    void refusesAColumnThatTheFileDoesNotHave() throws Exception {
        write("id\n1\n");
        Schema asked = Schema.table(PEOPLE, List.of(Field.of("name", CsvTypes.TEXT)), List.of());

        assertThatThrownBy(() -> store.read(ReadRequest.of(PEOPLE).as(asked)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no column \"name\"");
    }

    private Store open(String delimiter) {
        return new CsvProvider().open(config(folder, delimiter));
    }

    private static StoreConfig config(Path folder, String delimiter) {
        return StoreConfig.of("files", document("folder", folder.toString(), "delimiter", delimiter));
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("people.csv"), text);
    }

    private List<DataRecord> read() throws InterruptedException {
        return read(ReadRequest.of(PEOPLE));
    }

    private List<DataRecord> read(ReadRequest request) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        try (RecordReader reader = store.read(request)) {
            Batch batch;
            do {
                batch = reader.next(10, Long.MAX_VALUE);
                records.addAll(batch.records());
            } while (!batch.last());
        }
        return records;
    }

    private static Document document(String... namesAndTexts) {
        Map<String, Value> fields = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            fields.put(namesAndTexts[i], Value.text(namesAndTexts[i + 1]));
        }
        return Document.of(fields);
    }
}
