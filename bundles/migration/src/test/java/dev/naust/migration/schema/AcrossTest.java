package dev.naust.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Script;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts between stores of SQLite and PostgreSQL that say what the other does not. On real servers, with rows. */
final class AcrossTest {
    private static final String LONG = "n".repeat(70);

    @TempDir
    Path folder;

    private Store postgres;
    private Store sqlite;

    @BeforeEach
    void open() throws InterruptedException {
        postgres = TestStores.postgres();
        sqlite = TestStores.sqlite(folder.resolve("one.db"));
    }

    @AfterEach
    void close() {
        postgres.close();
        sqlite.close();
    }

    @Test
    void whatPostgresRefusesOfSqliteIsNamed() throws InterruptedException {
        TestStores.run(
                sqlite,
                "CREATE TABLE album (id INTEGER PRIMARY KEY, doc JSON UNIQUE, " + LONG + " TEXT)",
                "CREATE TABLE track (id JSON PRIMARY KEY, n NUMERIC REFERENCES album (id), d JSON REFERENCES album (doc),"
                        + " a INTEGER REFERENCES album (id))");
        provenEqual(sqlite, postgres, Dialect.POSTGRES);
        List<String> notes =
                crossing(sqlite, postgres, Dialect.POSTGRES).wanted().notes();
        assertThat(notes)
                .anyMatch(note -> note.contains("the reference from n to album"))
                .anyMatch(note -> note.contains("the reference from d to album"))
                .anyMatch(note -> note.contains("the target cannot index doc"))
                .anyMatch(note -> note.startsWith("In the target the column " + LONG + " of album is called "));
        assertThat(TestStores.ask(
                        postgres, "SELECT pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint WHERE contype = 'f'"))
                .containsExactly("FOREIGN KEY (a) REFERENCES album(id)");
    }

    @Test
    void whatOnlyPostgresSaysStaysUnlessItsColumnsGo() throws InterruptedException {
        TestStores.run(
                sqlite,
                "CREATE TABLE album (id INTEGER PRIMARY KEY, title TEXT, year INTEGER)",
                "CREATE TABLE v (id INTEGER NOT NULL)",
                "CREATE INDEX counter ON album (title)");
        TestStores.run(
                postgres,
                "CREATE SEQUENCE counter",
                "CREATE TABLE album (id integer PRIMARY KEY, title varchar(9) CONSTRAINT ck CHECK (title <> ''), year text,"
                        + " upper text GENERATED ALWAYS AS (upper(title::text)) STORED,"
                        + " CONSTRAINT old CHECK (length(year) > 1))",
                "CREATE INDEX lowered ON album (lower(title::text))",
                "CREATE VIEW v AS SELECT title FROM album",
                "CREATE VIEW years AS SELECT lower(year) AS year FROM album",
                "INSERT INTO album VALUES (1, 'x', '1999')");

        TestStores.runScript(
                postgres, script(sqlite, postgres, Dialect.POSTGRES, false).text(), "postgres");
        assertThat(TestStores.ask(postgres, "SELECT concat(id, title, year, upper) FROM public.album"))
                .containsExactly("1x1999X");
        assertThat(TestStores.ask(postgres, "SELECT title FROM public.v_before"))
                .containsExactly("x");
        provenEqual(sqlite, postgres, Dialect.POSTGRES);
        assertThat(TestStores.ask(postgres, "SELECT concat(id, title, year) FROM public.album"))
                .containsExactly("1x1999");
        assertThat(
                        TestStores.ask(
                                postgres,
                                "SELECT relname FROM pg_catalog.pg_class WHERE relname IN ('lowered', 'v_before', 'years', 'counter')"
                                        + " UNION SELECT conname FROM pg_catalog.pg_constraint WHERE conname IN ('ck', 'old') ORDER BY 1"))
                .containsExactly("ck", "counter", "lowered", "v_before");
    }

    @Test
    void tablesThatAreDividedOrInheritAreLeftOrGoTogether() throws InterruptedException {
        TestStores.run(sqlite, "CREATE TABLE parts (id TEXT PRIMARY KEY, a INTEGER)");
        TestStores.run(
                postgres,
                "CREATE TABLE parts (id integer, a integer) PARTITION BY HASH (id)",
                "CREATE TABLE part PARTITION OF parts FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
                "CREATE TABLE old (id integer)",
                "CREATE TABLE older () INHERITS (old)");
        provenEqual(sqlite, postgres, Dialect.POSTGRES);
        assertThat(crossing(sqlite, postgres, Dialect.POSTGRES).wanted().notes())
                .anyMatch(note -> note.startsWith("The columns of public.parts that divide it are not compared"));
    }

    @Test
    void namesThatAreOneToSqliteAreKeptApart() throws InterruptedException {
        TestStores.run(
                postgres,
                "CREATE SCHEMA more",
                "CREATE TABLE track (id integer PRIMARY KEY, a integer, \"A\" text)",
                "CREATE INDEX i ON track (a)",
                "CREATE TABLE \"Track\" (id integer)",
                "CREATE TABLE more.track (id integer)",
                "CREATE INDEX i ON more.track (id)",
                "CREATE TABLE v (id integer)",
                "CREATE TABLE k (id integer)");
        TestStores.run(
                sqlite,
                "CREATE TABLE track (id INTEGER, A INTEGER)",
                "CREATE INDEX k ON track (id)",
                "CREATE TABLE other (id INTEGER)",
                "CREATE INDEX i ON other (id)",
                "CREATE VIEW V AS SELECT id FROM other",
                "INSERT INTO track VALUES (1, 2)",
                "INSERT INTO other VALUES (3)");
        TestStores.runScript(
                sqlite, script(postgres, sqlite, Dialect.SQLITE, false).text(), "sqlite");
        assertThat(TestStores.ask(sqlite, "SELECT id FROM V_before UNION ALL SELECT a FROM track"))
                .containsExactly("3", "2");
        provenEqual(postgres, sqlite, Dialect.SQLITE);
    }

    @Test
    void aViewThatGivesItsNameAwayGoesUnderItsNewOne() throws InterruptedException {
        TestStores.run(postgres, "CREATE TABLE v (id integer)", "CREATE TABLE other (id integer)");
        TestStores.run(
                sqlite,
                "CREATE TABLE other (id INTEGER, gone TEXT)",
                "CREATE VIEW V AS SELECT gone FROM other",
                "INSERT INTO other VALUES (3, 'x')");

        provenEqual(postgres, sqlite, Dialect.SQLITE);

        assertThat(TestStores.ask(
                        sqlite, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name"))
                .containsExactly("other", "v");
    }

    @Test
    void whatOnlySqliteSaysStaysAndValuesWaitForTheirType() throws InterruptedException {
        TestStores.run(
                postgres,
                "CREATE TYPE mood AS ENUM ('ok')",
                "CREATE TABLE t (id bigint PRIMARY KEY, code integer, big double precision, m mood, word text UNIQUE,"
                        + " extra text)");
        TestStores.run(
                sqlite,
                "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT CHECK (code <> 'x'), big INTEGER,"
                        + " m TEXT COLLATE NOCASE, word TEXT COLLATE NOCASE, sum INTEGER AS (id + 1))",
                "CREATE TRIGGER tr AFTER DELETE ON t BEGIN SELECT 1; END",
                "INSERT INTO t (id, code, big, m, word) VALUES (7, '007', 9007199254740993, 'ok', 'w')");

        TestStores.runScript(
                sqlite, script(postgres, sqlite, Dialect.SQLITE, false).text(), "sqlite");
        assertThat(TestStores.ask(sqlite, "SELECT id || code || big || m || word FROM t"))
                .containsExactly("70079007199254740993okw");
        assertThat(TestStores.ask(sqlite, "SELECT sql FROM sqlite_schema WHERE name IN ('t', 'tr') ORDER BY name"))
                .satisfies(sql -> assertThat(String.join("\n", sql))
                        .contains("CHECK (code <> 'x')", "NOCASE", "CREATE TRIGGER tr"));
        provenEqual(postgres, sqlite, Dialect.SQLITE);
    }

    @Test
    void whatTheOtherCannotSayIsNamedAndNotTried() throws InterruptedException {
        TestStores.run(
                postgres,
                "CREATE TABLE bare ()",
                "CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY (START WITH 100) PRIMARY KEY)");
        provenEqual(postgres, sqlite, Dialect.SQLITE);
        assertThat(crossing(postgres, sqlite, Dialect.SQLITE).wanted().notes())
                .anyMatch(note -> note.contains("How the column id of t is numbered, and how far, is not compared"))
                .anyMatch(note -> note.contains("The target cannot have public.bare: it has 0 fields"));
    }

    @Test
    void referencesThatAStandingTableOfPostgresRefusesAreNamed() throws InterruptedException {
        TestStores.run(
                sqlite,
                "CREATE TABLE later (id INTEGER PRIMARY KEY)",
                "CREATE TABLE light (id INTEGER PRIMARY KEY)",
                "CREATE TABLE kid (a INTEGER REFERENCES later (id), b INTEGER REFERENCES light (id))");
        TestStores.run(
                postgres,
                "CREATE TABLE later (id bigint PRIMARY KEY DEFERRABLE)",
                "CREATE UNLOGGED TABLE light (id bigint PRIMARY KEY)");
        provenEqual(sqlite, postgres, Dialect.POSTGRES);
        assertThat(crossing(sqlite, postgres, Dialect.POSTGRES).wanted().notes())
                .anyMatch(note -> note.endsWith("in the target the key that it refers to is checked later"))
                .anyMatch(note -> note.endsWith("in the target what it refers to is not logged"));
    }

    @Test
    void aViewThatStaysReadsTheNewNamesAndADefaultGoesOnNumbering() throws InterruptedException {
        TestStores.run(sqlite, "CREATE TABLE t (id INTEGER PRIMARY KEY, total INTEGER)");
        TestStores.run(
                postgres,
                "CREATE SEQUENCE free",
                "CREATE TABLE t (id integer DEFAULT nextval('free'), \"was Total\" integer)",
                "CREATE VIEW v AS SELECT \"was Total\" FROM t",
                "INSERT INTO t (\"was Total\") VALUES (5)");
        List<Rename> renames = List.of(new Rename("public.t", "was Total", "total"));
        Crossing crossing = Crossing.of(sqlite, postgres, Dialect.POSTGRES, renames);
        Delta delta = Matching.of(crossing.wanted(), crossing.there(), renames, false);
        TestStores.runScript(
                postgres, ScriptText.of(Dialect.POSTGRES, delta, true).text(), "postgres");
        TestStores.run(postgres, "INSERT INTO public.t (total) VALUES (6)");
        assertThat(TestStores.ask(
                        postgres,
                        "SELECT concat(t.id, v.\"was Total\") FROM public.t JOIN public.v"
                                + " ON v.\"was Total\" = t.total ORDER BY 1"))
                .containsExactly("15", "26");
        assertThat(Differences.of(delta(sqlite, postgres, Dialect.POSTGRES))).isEmpty();
    }

    private static Crossing crossing(Store source, Store target, Dialect dialect) throws InterruptedException {
        return Crossing.of(source, target, dialect, List.of());
    }

    private static Delta delta(Store source, Store target, Dialect dialect) throws InterruptedException {
        Crossing crossing = crossing(source, target, dialect);
        return Matching.of(crossing.wanted(), crossing.there(), List.of(), false);
    }

    private static Script script(Store source, Store target, Dialect dialect, boolean destructive)
            throws InterruptedException {
        return ScriptText.of(dialect, delta(source, target, dialect), destructive);
    }

    private static void provenEqual(Store source, Store target, Dialect dialect) throws InterruptedException {
        Script whole = script(source, target, dialect, true);
        TestStores.runScript(target, whole.text(), dialect.id());
        Delta after = delta(source, target, dialect);
        assertThat(Differences.of(after)).as(whole.text()).isEmpty();
        assertThat(ScriptText.of(dialect, after, true).steps()).isEmpty();
    }
}
