package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a database declares, and what becomes of it. */
class CatalogueTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INTEGER|INT64",
                "TINYINT(1)|INT64",
                "unsigned big int|INT64",
                "NVARCHAR(160)|TEXT(160)",
                "CLOB|TEXT",
                "BLOB SUB_TYPE TEXT|TEXT",
                "BLOB|BYTES",
                "VARBINARY(16)|BYTES(16)",
                "DOUBLE PRECISION|FLOAT64",
                "float|FLOAT64",
                "NUMERIC(10,2)|DECIMAL(10,2)",
                "DECIMAL(10, 2)|DECIMAL(10,2)",
                "decimal (5)|DECIMAL(5,0)",
                "NUMERIC|DECIMAL",
                "DECIMAL_TEXT(30,10)|DECIMAL(30,10)",
                "STRING|DECIMAL",
                "BOOLEAN|BOOL",
                "DATE|DATE",
                "DATETIME|LOCAL_TIMESTAMP",
                "TIMESTAMP WITH TIME ZONE|MOMENT",
                "TIMESTAMP(3) WITH TIME ZONE|MOMENT",
                "TIME|TIME",
                "JSON|JSON",
                "UUID|UUID",
            })
    void a_declared_type_means_what_people_and_sqlite_mean_by_it(String declared, String kind) {
        assertThat(DeclaredType.parse(declared).describe()).isEqualTo(kind);
    }

    @Test
    void keys_defaults_and_computed_columns_are_read() throws SQLException {
        Schema schema = describe("""
                CREATE TABLE t (
                  id INTEGER PRIMARY KEY AUTOINCREMENT, "a b" TEXT NOT NULL DEFAULT 'it''s', n INT DEFAULT -5,
                  price DECIMAL(10,2) DEFAULT 1.50, at DATETIME DEFAULT CURRENT_TIMESTAMP, ok BOOLEAN DEFAULT TRUE,
                  r TEXT DEFAULT (lower('X')), empty TEXT DEFAULT NULL, twice INT GENERATED ALWAYS AS (n * 2) STORED,
                  CHECK (n < 100))
                """);

        assertThat(schema.key()).containsExactly("id");
        assertThat(schema.field("id").orElseThrow().generation()).isEqualTo(Generation.IDENTITY);
        assertThat(schema.field("id").orElseThrow().nullable()).isFalse();
        assertThat(schema.field("a b").orElseThrow().nullable()).isFalse();
        assertThat(constant(schema, "a b")).isEqualTo(Text.of("it's"));
        assertThat(constant(schema, "n")).isEqualTo(Value.int64(-5));
        assertThat(constant(schema, "price")).isEqualTo(new Value.Decimal(new BigDecimal("1.50")));
        assertThat(constant(schema, "ok")).isEqualTo(Value.Bool.TRUE);
        assertThat(schema.field("at").orElseThrow().defaultValue()).contains(new DefaultValue.CurrentTime());
        assertThat(schema.field("r").orElseThrow().defaultValue()).contains(new DefaultValue.Expression("lower('X')"));
        assertThat(schema.field("empty").orElseThrow().defaultValue()).isEmpty();
        assertThat(schema.field("twice").orElseThrow().generation()).isEqualTo(Generation.COMPUTED);
        assertThat(schema.field("twice").orElseThrow().type().kind()).isEqualTo(Kind.INT64);
        assertThat(schema.extras())
                .anySatisfy(extra -> assertThat(extra).contains("CHECK (n < 100)"))
                .anySatisfy(extra -> assertThat(extra).contains("computed as (n * 2)"));
    }

    @Test
    void only_the_rowid_itself_is_numbered_by_sqlite() throws SQLException {
        assertThat(describe("CREATE TABLE t (id INT PRIMARY KEY)").field("id").orElseThrow())
                .extracting(Field::generation, Field::nullable)
                .containsExactly(Generation.NONE, true);
    }

    @Test
    void a_key_keeps_its_own_order_and_tables_without_rowid_allow_no_null_in_it() throws SQLException {
        Schema schema = describe("CREATE TABLE t (a TEXT, b TEXT, c INT, PRIMARY KEY (b, a)) WITHOUT ROWID");

        assertThat(schema.key()).containsExactly("b", "a");
        assertThat(schema.field("a").orElseThrow().nullable()).isFalse();
    }

    @Test
    void indexes_that_others_have_too_are_carried_and_the_others_named() throws SQLException {
        Schema schema = describe(
                "CREATE TABLE t (a TEXT, b INT, c TEXT COLLATE NOCASE, CONSTRAINT one UNIQUE (a, b), UNIQUE (b))",
                "CREATE INDEX plain ON t (b, a DESC)",
                "CREATE UNIQUE INDEX part ON t (a) WHERE b > 0",
                "CREATE INDEX computed ON t (lower(a))",
                "CREATE INDEX folded ON t (c)",
                "CREATE TRIGGER watch AFTER INSERT ON T BEGIN SELECT 1; END");

        assertThat(schema.indexes())
                .containsExactlyInAnyOrder(
                        new Index("one", true, true, List.of(new Index.Part("a", false), new Index.Part("b", false))),
                        new Index("t_b_key", true, true, List.of(new Index.Part("b", false))),
                        new Index(
                                "plain", false, false, List.of(new Index.Part("b", false), new Index.Part("a", true))));
        assertThat(String.join("\n", schema.extras())).contains("part", "computed", "folded", "watch", "NOCASE");
    }

    @Test
    void references_are_resolved_whatever_they_leave_out() throws SQLException {
        Schema schema = describe("CREATE TABLE Parent (Id INTEGER PRIMARY KEY, Code TEXT UNIQUE)", """
                CREATE TABLE t (p INT REFERENCES parent ON DELETE CASCADE, q TEXT, x INT REFERENCES gone(id),
                  CONSTRAINT by_code FOREIGN KEY (Q) REFERENCES PARENT (code) ON UPDATE SET NULL)
                """);

        assertThat(schema.foreignKeys())
                .containsExactly(
                        new ForeignKey(
                                "",
                                List.of("p"),
                                DatasetId.of("Parent"),
                                List.of("Id"),
                                ForeignKey.Action.CASCADE,
                                ForeignKey.Action.NO_ACTION,
                                0),
                        new ForeignKey(
                                "by_code",
                                List.of("q"),
                                DatasetId.of("Parent"),
                                List.of("Code"),
                                ForeignKey.Action.NO_ACTION,
                                ForeignKey.Action.SET_NULL,
                                0));
        assertThat(schema.extras()).anySatisfy(extra -> assertThat(extra).contains("gone", "leads nowhere"));
    }

    @Test
    void views_and_search_tables_are_listed_as_what_they_are_and_shadow_tables_are_not() throws SQLException {
        Path file = folder.resolve("views.db");
        Stores.run(
                file,
                "CREATE TABLE t (a TEXT)",
                "CREATE VIEW v AS SELECT a FROM t",
                "CREATE VIRTUAL TABLE s USING fts5(title, body)",
                "CREATE VIRTUAL TABLE over_t USING fts5(a, content='t')",
                "CREATE VIRTUAL TABLE quoted USING fts5(a, content = \"t\", content_rowid=rowid)",
                "CREATE VIRTUAL TABLE alone USING fts5(a, content='')",
                "INSERT INTO s VALUES ('x', 'y')");
        try (Store store = Stores.open(file)) {
            assertThat(store.datasets())
                    .extracting(Dataset::id, Dataset::shape, Dataset::kind)
                    .containsExactly(
                            tuple(DatasetId.of("alone"), Shape.VIEW, "full-text index (fts5) without the texts"),
                            tuple(DatasetId.of("over_t"), Shape.VIEW, "full-text index (fts5) of \"t\""),
                            tuple(DatasetId.of("quoted"), Shape.VIEW, "full-text index (fts5) of \"t\""),
                            tuple(DatasetId.of("s"), Shape.TABLE, "virtual table (fts5)"),
                            tuple(DatasetId.of("t"), Shape.TABLE, ""),
                            tuple(DatasetId.of("v"), Shape.VIEW, ""));
            assertThat(store.describe(DatasetId.of("s")).layout().names()).containsExactly("title", "body");
        }
    }

    @Test
    void a_table_without_a_name_is_a_table() throws SQLException {
        Path file = folder.resolve("nameless.db");
        Stores.run(file, "CREATE TABLE \"\" (a TEXT)", "CREATE TABLE other (b TEXT)");
        try (Store store = Stores.open(file)) {
            assertThat(store.describe(DatasetId.of("")).layout().names()).containsExactly("a");
        }
    }

    private Schema describe(String... statements) throws SQLException {
        Path file = folder.resolve("catalogue.db");
        Stores.run(file, statements);
        try (Store store = Stores.open(file)) {
            return store.describe(DatasetId.of("t"));
        }
    }

    private static Value constant(Schema schema, String field) {
        return ((DefaultValue.Constant)
                        schema.field(field).orElseThrow().defaultValue().orElseThrow())
                .value();
    }
}
