package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A database with everything that PostgreSQL's users like: described, read, and carried to another PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("A database that uses PostgreSQL's own types")
class CinemaTest {
    private static final DatasetId FILM = DatasetId.of("public", "film");

    private final String database = TestServer.newDatabase();
    private final Store store = TestServer.open(database);

    @BeforeAll
    void fill() throws IOException {
        try (InputStream script = Objects.requireNonNull(CinemaTest.class.getResourceAsStream("cinema.sql"))) {
            TestServer.execute(database, new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @AfterAll
    void drop() {
        store.close();
        TestServer.drop(database);
    }

    @Test
    @DisplayName("lists tables and views, without partitions and the system's own")
    void listsTables() {
        TestServer.execute(database, "ANALYZE film_actor");
        List<Dataset> datasets = store.datasets();

        assertThat(datasets.stream().map(dataset -> dataset.id().toString()))
                .containsExactly(
                        "archive.film",
                        "public.film",
                        "public.film_actor",
                        "public.film_list",
                        "public.language",
                        "public.payment",
                        "public.rates");
        assertThat(datasets.get(3).shape()).isEqualTo(Shape.VIEW);
        assertThat(datasets.get(6).shape()).isEqualTo(Shape.VIEW);
        assertThat(datasets.get(2).estimatedRecords()).isEqualTo(OptionalLong.of(3));
        assertThat(datasets.get(4).estimatedRecords()).isEmpty();
    }

    @Test
    @DisplayName("is described in PostgreSQL's words and in everybody's")
    void describesColumns() {
        Schema film = store.describe(FILM);

        assertThat(film.key()).containsExactly("film_id");
        assertType(film, "film_id", Kind.INT32, "integer");
        assertType(film, "release_year", Kind.INT32, "year");
        assertType(film, "rental_rate", Kind.DECIMAL, "numeric(4,2)");
        assertType(film, "ratio", Kind.FLOAT64, "float4");
        assertType(film, "rating", Kind.TEXT, "rating");
        assertType(film, "special_features", Kind.ARRAY, "text[]");
        assertType(film, "fulltext", Kind.EXTENSION, "tsvector");
        assertType(film, "meta", Kind.JSON, "jsonb");
        assertType(film, "since", Kind.MOMENT, "timestamp(3) with time zone");
        assertType(film, "folded", Kind.TEXT, "citext");
        assertThat(field(film, "code").type().precision()).hasValue(5);
        assertThat(field(film, "title").type().precision()).hasValue(255);
        assertThat(field(film, "film_id").generation()).isEqualTo(Field.Generation.IDENTITY);
        assertThat(field(film, "title_length").generation()).isEqualTo(Field.Generation.COMPUTED);
        assertThat(field(store.describe(DatasetId.of("public", "language")), "language_id")
                        .generation())
                .isEqualTo(Field.Generation.IDENTITY);
    }

    @Test
    @DisplayName("has defaults that others can understand, where they can")
    void describesDefaults() {
        Schema film = store.describe(FILM);

        assertThat(constant(film, "rental_rate")).isEqualTo(new Value.Decimal(new java.math.BigDecimal("4.99")));
        assertThat(constant(film, "ratio")).isEqualTo(new Value.Float64(1.5));
        assertThat(constant(film, "rating")).isEqualTo(Text.of("G"));
        assertThat(constant(film, "note")).isEqualTo(Text.of("it's \\ \"fine\""));
        assertThat(constant(film, "negative")).isEqualTo(new Value.Int64(-1));
        assertThat(constant(film, "meta")).isEqualTo(Value.Json.of("{\"a\": 1}"));
        assertThat(field(film, "shown").defaultValue()).containsInstanceOf(DefaultValue.CurrentTime.class);
        assertThat(field(film, "since").defaultValue()).containsInstanceOf(DefaultValue.CurrentTime.class);
        assertThat(field(film, "ident").defaultValue()).contains(new DefaultValue.Expression("gen_random_uuid()"));
    }

    @Test
    @DisplayName("names its keys, indexes and references, and what cannot be carried over")
    void describesRules() {
        Schema film = store.describe(FILM);

        assertThat(film.indexes())
                .containsExactlyInAnyOrder(
                        new Index("film_code_unique", true, true, List.of(new Index.Part("code", false))),
                        new Index(
                                "film_title",
                                false,
                                false,
                                List.of(new Index.Part("title", false), new Index.Part("rental_rate", true))));
        assertThat(film.foreignKeys())
                .containsExactly(new ForeignKey(
                        "film_language_id_fkey",
                        List.of("language_id"),
                        DatasetId.of("public", "language"),
                        List.of("language_id"),
                        ForeignKey.Action.RESTRICT,
                        ForeignKey.Action.CASCADE,
                        0));
        assertThat(film.extras()).anyMatch(extra -> extra.contains("rate_is_positive"));
        assertThat(film.extras()).anyMatch(extra -> extra.contains("film_lower"));
        assertThat(film.extras()).anyMatch(extra -> extra.contains("film_fulltext"));
        assertThat(store.describe(DatasetId.of("public", "film_actor")).key()).containsExactly("film_id", "actor_id");
        assertThat(store.describe(DatasetId.of("public", "language")).extras())
                .anyMatch(extra -> extra.contains("trigger \"touched\""));
    }

    @Test
    @DisplayName("is read with every value as it is")
    void readsValues() throws InterruptedException {
        Document film = read(store, FILM).get(0).body();

        assertThat(film.get("title")).contains(Text.of("Zoë på tur"));
        assertThat(film.get("release_year")).contains(new Value.Int32(2006));
        assertThat(film.get("special_features"))
                .contains(new Value.Array(List.of(Text.of("Trailers"), Text.of("Deleted \"Scenes\""), Value.ofNull())));
        assertThat(film.get("fulltext")).contains(new Value.Extension("tsvector", "'tur':2 'zoe':1"));
        assertThat(film.get("shape")).contains(new Value.Extension("int4range", "[1,5)"));
        assertThat(film.get("host")).contains(new Value.Extension("inet", "10.0.0.1/32"));
        assertThat(film.get("picture"))
                .contains(Bytes.of(new byte[] {(byte) 0xde, (byte) 0xad, (byte) 0xbe, (byte) 0xef}));
        assertThat(film.get("raw")).contains(Value.Json.of("{\"b\" : 1,  \"a\": 2}"));
        assertThat(film.get("rating")).contains(Text.of("G"));
        assertThat(film.get("title_length")).contains(new Value.Int32(10));
        assertThat(read(store, DatasetId.of("public", "payment")).stream()
                        .map(record -> record.body().get("amount").orElseThrow()))
                .containsExactly(
                        new Value.Decimal(new java.math.BigDecimal("1.50")), new Value.Extension("numeric", "NaN"));
    }

    @Test
    @DisplayName("is carried to another PostgreSQL word for word, and everything arrives")
    void carriesToAnother() throws Exception {
        String other = TestServer.newDatabase();
        TestServer.execute(
                other,
                "CREATE EXTENSION citext; CREATE TYPE rating AS ENUM ('G', 'PG', 'PG-13');"
                        + " CREATE DOMAIN year AS integer; CREATE DOMAIN short_code AS varchar(5)");
        try (Store target = TestServer.open(other)) {
            List<Schema> planned = new ArrayList<>();
            for (String name : List.of("language", "film", "film_actor")) {
                planned.add(plan(target, store.describe(DatasetId.of("public", name))));
            }
            SchemaEditing editing = target.schemaEditing().orElseThrow();
            List<SchemaStep> steps = editing.steps(planned);
            apply(editing, steps, SchemaStep.Phase.CREATE);
            for (Schema schema : planned) {
                copy(schema, target);
            }
            apply(editing, steps, SchemaStep.Phase.INDEX);
            assertThat(next(other, "SELECT count(DISTINCT starelid)::int FROM pg_statistic WHERE starelid > 16383"))
                    .as("tables that the server has statistics of")
                    .isEqualTo(3);
            apply(editing, steps, SchemaStep.Phase.RELATE);
            apply(editing, steps, SchemaStep.Phase.FINISH);

            for (Schema schema : planned) {
                assertThat(read(target, schema.id())).isEqualTo(read(store, schema.id()));
            }
            Schema film = target.describe(FILM);
            assertThat(film.foreignKeys()).isEqualTo(store.describe(FILM).foreignKeys());
            assertThat(film.indexes()).isEqualTo(store.describe(FILM).indexes());
            for (Field field : store.describe(FILM).fields()) {
                assertThat(field(film, field.name()).type()).as(field.name()).isEqualTo(field.type());
            }
            assertThat(next(other, "INSERT INTO film (title, language_id) VALUES ('new', 1) RETURNING film_id"))
                    .isEqualTo(3);
        } finally {
            TestServer.drop(other);
        }
    }

    @Test
    @DisplayName("tells others that a type they do not have becomes text")
    void plansForeignTypes() {
        Field mood = Field.of("mood", FieldType.of(Kind.EXTENSION, "mood"));

        var mapping = store.types().plan(mood);

        assertThat(mapping.target().type().kind()).isEqualTo(Kind.TEXT);
        assertThat(mapping.fidelity()).isEqualTo(Fidelity.WIDENED);
        assertThat(mapping.note()).contains("mood");
    }

    @Test
    @DisplayName("takes a column that SQLite calls real as eight bytes")
    void realOfOthersIsDouble() {
        var mapping = store.types().plan(Field.of("r", FieldType.of(Kind.FLOAT64, "real")));

        assertThat(mapping.target().type().nativeType()).isEqualTo("double precision");
    }

    private static Schema plan(Store target, Schema source) {
        return source.withFields(source.fields().stream()
                .map(field -> target.types().plan(field).target())
                .toList());
    }

    private static void apply(SchemaEditing editing, List<SchemaStep> steps, SchemaStep.Phase phase)
            throws InterruptedException {
        for (SchemaStep step : steps) {
            if (step.phase() == phase) {
                editing.apply(step);
            }
        }
    }

    private void copy(Schema schema, Store target) throws InterruptedException {
        try (RecordWriter writer = target.write(WriteRequest.fill(schema))) {
            assertThat(writer.write(read(store, schema.id())).rejected()).isEmpty();
            assertThat(writer.flush().rejected()).isEmpty();
        }
    }

    private static List<DataRecord> read(Store from, DatasetId id) throws InterruptedException {
        try (RecordReader reader = from.read(ReadRequest.of(id))) {
            return reader.next(1000, Long.MAX_VALUE).records();
        }
    }

    private static int next(String database, String sql) throws Exception {
        try (Connection connection = TestServer.connect(database);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void assertType(Schema schema, String name, Kind kind, String nativeType) {
        FieldType type = field(schema, name).type();
        assertThat(type.kind()).as(name).isEqualTo(kind);
        assertThat(type.nativeType()).as(name).isEqualTo(nativeType);
    }

    private static Field field(Schema schema, String name) {
        return schema.field(name).orElseThrow();
    }

    private static Value constant(Schema schema, String name) {
        Optional<DefaultValue> value = field(schema, name).defaultValue();
        assertThat(value).as(name).containsInstanceOf(DefaultValue.Constant.class);
        return ((DefaultValue.Constant) value.orElseThrow()).value();
    }
}
