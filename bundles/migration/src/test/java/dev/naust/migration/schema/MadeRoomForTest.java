package dev.naust.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Structure;
import dev.naust.api.service.SchemaComparisons.Script;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts whose steps need a name, a column or a rule out of the way first. On real servers, with rows. */
final class MadeRoomForTest {
    private static final String LONG = "n".repeat(63);

    @TempDir
    Path folder;

    private Store left;
    private Store right;

    @BeforeEach
    void open() throws InterruptedException {
        left = TestStores.postgres();
        right = TestStores.postgres();
    }

    @AfterEach
    void close() {
        left.close();
        right.close();
    }

    @Test
    void columnsOfWhichAnotherIsComputedThatChangesLater() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE track (a smallint, b text, c text,"
                        + " made boolean GENERATED ALWAYS AS (a IS NULL) STORED,"
                        + " \"both\" boolean GENERATED ALWAYS AS (a IS NULL OR c IS NULL) STORED)");
        TestStores.run(
                right,
                "CREATE TABLE track (a text, b integer, c integer,"
                        + " made boolean GENERATED ALWAYS AS (b IS NULL) STORED,"
                        + " \"both\" boolean GENERATED ALWAYS AS (a IS NULL OR c IS NULL) STORED)",
                "INSERT INTO track VALUES ('7', 8, 9)");

        TestStores.runScript(right, script(Dialect.POSTGRES, false).text(), "postgres");
        assertThat(TestStores.ask(right, "SELECT concat(a, b, c, made, \"both\") FROM public.track"))
                .containsExactly("789ff");
        provenEqual(Dialect.POSTGRES);
    }

    @Test
    void typesOfColumnsThatReferElsewhereFromNowOn() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE album (u text CONSTRAINT album_u UNIQUE)",
                "CREATE TABLE track (uref text CONSTRAINT track_uref REFERENCES album (u), u integer)");
        TestStores.run(
                right,
                "CREATE TABLE other (u integer CONSTRAINT other_u UNIQUE)",
                "CREATE TABLE album (u text CONSTRAINT album_u UNIQUE)",
                "CREATE TABLE track (uref integer CONSTRAINT track_uref REFERENCES other (u), u text)",
                "INSERT INTO other VALUES (7)",
                "INSERT INTO album VALUES ('7')",
                "INSERT INTO track VALUES (7, '8')");

        TestStores.runScript(right, script(Dialect.POSTGRES, false).text(), "postgres");
        assertThat(TestStores.ask(right, "SELECT uref FROM public.track")).containsExactly("7");
        provenEqual(Dialect.POSTGRES);
    }

    @Test
    void namesOfIndexesAndRulesThatTheTargetHasElsewhere() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE album (id integer CONSTRAINT album_pkey PRIMARY KEY, a text, b text)",
                "CREATE INDEX by_name ON album (a)",
                "CREATE INDEX one ON album (a, b)",
                "CREATE INDEX two ON album (b, a)",
                "CREATE TABLE track (id integer, a text, CONSTRAINT x CHECK (id > 1), CONSTRAINT y CHECK (id > 2))",
                "CREATE INDEX " + LONG + " ON track (a)");
        TestStores.run(
                right,
                "CREATE TABLE albums (id integer CONSTRAINT album_pkey PRIMARY KEY, a text)",
                "INSERT INTO albums VALUES (1, 'kept')",
                "CREATE INDEX by_name ON albums (a)",
                "CREATE INDEX " + LONG + " ON albums (id)",
                "CREATE TABLE album (id integer CONSTRAINT album_id UNIQUE, a text, b text)",
                "CREATE INDEX two ON album (a, b)",
                "CREATE INDEX one ON album (b, a)",
                "CREATE TABLE track (id integer, a text, CONSTRAINT x CHECK (id > 2), CONSTRAINT y CHECK (id > 1))");
        TestStores.runScript(right, script(Dialect.POSTGRES, false).text(), "postgres");
        assertThat(TestStores.ask(right, "SELECT a FROM public.albums")).containsExactly("kept");
        provenEqual(Dialect.POSTGRES);
    }

    @Test
    void rulesThatAStatementWhichMakesATableDoesNotTake() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TYPE size AS ENUM ('l', 's')",
                "CREATE TABLE fresh (id integer, s size, CONSTRAINT small CHECK (s <> 'l'), CONSTRAINT k PRIMARY KEY (id),"
                        + " CONSTRAINT later CHECK (id > 0))",
                "ALTER TABLE fresh DROP CONSTRAINT later",
                "ALTER TABLE fresh ADD CONSTRAINT later CHECK (id > 0) NOT VALID, ADD CONSTRAINT again UNIQUE (id)",
                "CREATE INDEX l ON fresh (id) WHERE s = 'l'");
        TestStores.run(right, "CREATE TYPE size AS ENUM ('s', 'l')");
        provenEqual(Dialect.POSTGRES);
    }

    @Test
    void columnsThatAreComputedFromOthers() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE t (id integer, a bigint, b bigint, stays bigint)",
                "CREATE TABLE u (id integer, a bigint, CONSTRAINT c CHECK (a > 0))",
                "CREATE TABLE v (id integer, a bigint, CONSTRAINT c CHECK (a > 0), CONSTRAINT more CHECK (id > 0))");
        TestStores.run(
                right,
                "CREATE TABLE t (id integer, a integer, b integer, gone integer, g integer GENERATED ALWAYS AS (gone + 1) STORED,"
                        + " h text GENERATED ALWAYS AS (a || 'x') STORED, stays bigint GENERATED ALWAYS AS (b * 2) STORED)",
                "INSERT INTO t VALUES (1, 2, 3, 4)",
                "CREATE TABLE u (id integer, a integer, CONSTRAINT c CHECK (a > 0))",
                "CREATE TABLE v (id integer, a integer, CONSTRAINT c CHECK (a > 0))");
        TestStores.runScript(right, script(Dialect.POSTGRES, false).text(), "postgres");
        assertThat(TestStores.ask(right, "SELECT concat_ws(' ', a, b, gone, g, h, stays) FROM public.t"))
                .containsExactly("2 3 4 5 2x 6");
        provenEqual(Dialect.POSTGRES);
    }

    /** In tables that are equal, that differ, and that only the source has. */
    @Test
    void columnsThatAreComputedFromATypeThatIsMadeAnew() throws InterruptedException {
        String table =
                " (id integer, s size, g boolean GENERATED ALWAYS AS (s = 'l') STORED, h size GENERATED ALWAYS AS (s) STORED";
        TestStores.run(
                left,
                "CREATE TYPE size AS ENUM ('l', 's')",
                "CREATE TABLE same" + table + ")",
                "CREATE TABLE more" + table + ", b text)",
                "CREATE TABLE fresh" + table + ")");
        TestStores.run(
                right,
                "CREATE TYPE size AS ENUM ('s', 'm', 'l')",
                "CREATE TABLE same" + table + ")",
                "INSERT INTO same VALUES (1, 'l')",
                "CREATE INDEX i ON same (h)",
                "CREATE TABLE more" + table + ")");
        TestStores.run(left, "CREATE INDEX i ON same (h)");
        provenEqual(Dialect.POSTGRES);
        assertThat(TestStores.ask(right, "SELECT g || ' ' || h FROM public.same"))
                .containsExactly("true l");
    }

    @Test
    void aSequenceThatBelongsToAColumnWhichGoes() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE SEQUENCE s",
                "CREATE TABLE t (id integer, a bigint, b bigint GENERATED ALWAYS AS (id) STORED)",
                "CREATE SEQUENCE u OWNED BY t.a");
        TestStores.run(
                right,
                "CREATE TABLE t (id integer, a bigint, b bigint)",
                "CREATE SEQUENCE s OWNED BY t.b",
                "CREATE TABLE gone (id integer)",
                "CREATE SEQUENCE u OWNED BY gone.id",
                "SELECT nextval('s'), nextval('s')");
        provenEqual(Dialect.POSTGRES);
        assertThat(TestStores.ask(right, "SELECT nextval('public.s')")).containsExactly("3");
    }

    @Test
    void anEmptySchemaAndASequenceThatIsNotLoggedAreNamed() throws InterruptedException {
        TestStores.run(left, "CREATE SCHEMA bare", "CREATE UNLOGGED TABLE t (id serial)");
        assertThat(left.structures().orElseThrow().read().notes())
                .containsExactlyInAnyOrder(
                        "The empty schema bare is not compared",
                        "That the sequence public.t_id_seq is not logged is not compared");
    }

    @Test
    void tablesOfSqliteThatAreMadeAnew() throws InterruptedException {
        sqlite(
                List.of(
                        "CREATE TABLE t (id INTEGER PRIMARY KEY, was INTEGER, computed AS (id + 1), c TEXT NOT NULL DEFAULT 'x')",
                        "CREATE TABLE k (a INTEGER, b INTEGER, PRIMARY KEY (a, b))",
                        "CREATE INDEX i ON t (c)",
                        "CREATE VIEW v AS SELECT a FROM k -- the end",
                        "CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO k VALUES (NEW.a, 1); END",
                        "CREATE TRIGGER moves AFTER INSERT ON k BEGIN SELECT 1; END"),
                List.of(
                        "CREATE TABLE t (id INTEGER PRIMARY KEY, base INTEGER, was AS (base * 2) STORED, computed INTEGER,"
                                + " more AS (base) STORED)",
                        "INSERT INTO t (id, base, computed) VALUES (1, 7, 8)",
                        "CREATE TABLE k (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER, b INTEGER)",
                        "CREATE TABLE gone (id INTEGER)",
                        "CREATE INDEX i ON gone (id)",
                        "CREATE VIEW nowhere AS SELECT * FROM lost",
                        "CREATE TRIGGER moves AFTER INSERT ON t BEGIN SELECT 1; END"));
        TestStores.runScript(right, script(Dialect.SQLITE, false).text(), "sqlite");
        assertThat(TestStores.ask(right, "SELECT concat_ws(' ', base, was, computed, more) FROM t"))
                .containsExactly("7 14 8 7");
        provenEqual(Dialect.SQLITE);
        assertThat(TestStores.ask(right, "SELECT concat_ws(' ', was, computed) FROM t"))
                .containsExactly("14 2");
        TestStores.run(right, "INSERT INTO v VALUES (5)");
        assertThat(TestStores.ask(right, "SELECT a FROM k")).containsExactly("5");
    }

    @Test
    void aScriptForSqliteRunsToItsEndWhereAReferenceLeadsToNoKey() throws InterruptedException {
        sqlite(
                List.of("CREATE TABLE t (id INTEGER)", "CREATE TABLE kid (t INTEGER REFERENCES t (id))"),
                List.of("CREATE TABLE t (id INTEGER)"));
        provenEqual(Dialect.SQLITE);
    }

    @Test
    void whatSqliteDeclaresAndIsNotComparedIsNamed() throws InterruptedException {
        sqlite(
                List.of("CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a TEXT NOT NULL ON CONFLICT IGNORE)"),
                List.of("CREATE TABLE t (id INTEGER)"));
        assertThat(left.structures().orElseThrow().read().notes())
                .containsExactly(
                        "That the key \"id\", declared as INTEGER PRIMARY KEY DESC, is no row number of \"t\" is not compared",
                        "NOT NULL ON CONFLICT IGNORE behind the column \"a\" of \"t\" is not compared");
    }

    @Test
    void aStoreOfSqliteBecomesOneOfPostgres() throws InterruptedException {
        try (Store files = TestStores.sqlite(folder.resolve("source.db"))) {
            TestStores.run(
                    files,
                    "CREATE TABLE " + LONG + " (id INTEGER PRIMARY KEY, more TEXT UNIQUE)",
                    "CREATE TABLE t (a INTEGER NOT NULL, b INTEGER NOT NULL, c DATE DEFAULT 'abc', d REAL DEFAULT 1.5,"
                            + " e TEXT DEFAULT 'x', PRIMARY KEY (a, b))");
            TestStores.run(right, "CREATE TABLE t (a bigint CONSTRAINT named PRIMARY KEY, b bigint NOT NULL)");
            provenEqualAcross(files, right, Dialect.POSTGRES);
            assertThat(Crossing.of(files, right, Dialect.POSTGRES, List.of())
                            .wanted()
                            .notes())
                    .anyMatch(note -> note.startsWith("The default of the column c of t is not compared"));
        }
    }

    @Test
    void aStoreOfPostgresBecomesOneOfSqlite() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE t (id bigint PRIMARY KEY, at timestamptz DEFAULT now(), d date DEFAULT current_date,"
                        + " w timestamp DEFAULT now(), n double precision DEFAULT 2.5)");
        try (Store file = TestStores.sqlite(folder.resolve("target.db"))) {
            provenEqualAcross(left, file, Dialect.SQLITE);
            TestStores.run(file, "INSERT INTO t (id) VALUES (1)");
            assertThat(TestStores.ask(
                            file, "SELECT length(at) || ' ' || length(d) || ' ' || length(w) || ' ' || n FROM t"))
                    .containsExactly("20 10 19 2.5");
        }
    }

    private static void provenEqualAcross(Store source, Store target, Dialect dialect) throws InterruptedException {
        Script script = ScriptText.of(dialect, across(source, target, dialect), true);
        TestStores.runScript(target, script.text(), dialect.id());
        assertThat(Differences.of(across(source, target, dialect)))
                .as(script.text())
                .isEmpty();
    }

    private static Delta across(Store source, Store target, Dialect dialect) throws InterruptedException {
        Crossing crossing = Crossing.of(source, target, dialect, List.of());
        return Matching.of(crossing.wanted(), crossing.there(), List.of(), false);
    }

    private void sqlite(List<String> source, List<String> target) throws InterruptedException {
        close();
        left = TestStores.sqlite(folder.resolve("left.db"));
        right = TestStores.sqlite(folder.resolve("right.db"));
        TestStores.run(left, source.toArray(String[]::new));
        TestStores.run(right, target.toArray(String[]::new));
    }

    private void provenEqual(Dialect dialect) throws InterruptedException {
        Script whole = script(dialect, true);
        TestStores.runScript(right, whole.text(), dialect.id());
        assertThat(Differences.of(delta(dialect))).as(whole.text()).isEmpty();
    }

    private Script script(Dialect dialect, boolean destructive) throws InterruptedException {
        return ScriptText.of(dialect, delta(dialect), destructive);
    }

    private Delta delta(Dialect dialect) throws InterruptedException {
        Structure wanted = left.structures().orElseThrow().read();
        Structure had = right.structures().orElseThrow().read();
        return Matching.of(wanted, had, List.of(), dialect == Dialect.POSTGRES);
    }
}
