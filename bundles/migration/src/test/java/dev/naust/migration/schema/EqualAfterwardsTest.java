package dev.naust.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Structure;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Script;
import dev.naust.api.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** For any two schemas: once the script has run, nothing differs any more. On real servers. */
final class EqualAfterwardsTest {
    private static Store left;
    private static Store right;
    private static Path folder;

    @BeforeContainer
    static void open() throws InterruptedException, IOException {
        left = TestStores.postgres();
        right = TestStores.postgres();
        folder = Files.createTempDirectory("naust-structure");
    }

    @AfterContainer
    static void close() throws IOException {
        left.close();
        right.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Property(tries = 25, seed = "20261122", shrinking = ShrinkingMode.OFF)
    void onPostgres(@ForAll long one, @ForAll long other) throws InterruptedException {
        postgres(one, other);
    }

    @Tag("soak")
    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void onPostgresManyTimes(@ForAll long one, @ForAll long other) throws InterruptedException {
        postgres(one, other);
    }

    @Property(tries = 25, seed = "20261122", shrinking = ShrinkingMode.OFF)
    void onPostgresInOneGo(@ForAll long one, @ForAll long other) throws InterruptedException {
        make(left, one);
        make(right, other);
        provenEqualInOneGo();
    }

    @Tag("soak")
    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void onPostgresInOneGoManyTimes(@ForAll long one, @ForAll long other) throws InterruptedException {
        onPostgresInOneGo(one, other);
    }

    private static void provenEqualInOneGo() throws InterruptedException {
        Script whole = script(left, right, Dialect.POSTGRES, true);
        TestStores.runScript(right, whole.text(), "postgres");
        assertThat(Differences.of(delta(left, right, Dialect.POSTGRES)))
                .as(whole.text())
                .isEmpty();
    }

    @Property(tries = 25, seed = "20261122", shrinking = ShrinkingMode.OFF)
    void onSqlite(@ForAll long one, @ForAll long other) throws InterruptedException, IOException {
        sqlite(one, other);
    }

    @Tag("soak")
    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void onSqliteManyTimes(@ForAll long one, @ForAll long other) throws InterruptedException, IOException {
        sqlite(one, other);
    }

    @Property(tries = 8, seed = "20261122", shrinking = ShrinkingMode.OFF)
    void columnsThatWereRenamedAreRenamedAgain(@ForAll long one) throws InterruptedException, IOException {
        make(left, one);
        make(right, one);
        provenRenamed(left, right, Dialect.POSTGRES);
        try (Store source = TestStores.sqlite(Files.createTempFile(folder, "one", ".db"));
                Store target = TestStores.sqlite(Files.createTempFile(folder, "two", ".db"))) {
            TestStores.run(source, new Randomly(one, false).statements().toArray(String[]::new));
            TestStores.run(target, new Randomly(one, false).statements().toArray(String[]::new));
            provenRenamed(source, target, Dialect.SQLITE);
        }
    }

    private static void provenRenamed(Store source, Store target, Dialect dialect) throws InterruptedException {
        List<Rename> renames = new ArrayList<>();
        for (Structure.Table table : target.structures().orElseThrow().read().tables()) {
            for (String column : List.of("a", "b", "d")) {
                if (table.column(column).isPresent()) {
                    TestStores.run(
                            target,
                            "ALTER TABLE " + dialect.name(table.id()) + " RENAME COLUMN \"" + column + "\" TO \"was "
                                    + column + "\"");
                    renames.add(new Rename(table.id().toString(), "was " + column, column));
                }
            }
        }
        Structure wanted = source.structures().orElseThrow().read();
        Structure had = target.structures().orElseThrow().read();
        Script script = ScriptText.of(dialect, Matching.of(wanted, had, renames, dialect == Dialect.POSTGRES), false);
        for (Rename each : renames) {
            assertThat(script.text()).contains("RENAME COLUMN " + dialect.name(each.from()));
        }
        TestStores.runScript(target, script.text(), dialect.id());
        assertThat(Differences.of(delta(source, target, dialect)))
                .as(script.text())
                .isEmpty();
    }

    @Example
    void whatIsNotCarriedIsNamed() throws InterruptedException {
        clear(left);
        TestStores.run(
                left,
                "CREATE TABLE p (id integer PRIMARY KEY, v text) WITH (fillfactor = 50)",
                "CREATE TABLE kid (more integer) INHERITS (p)",
                "CREATE TYPE pair AS (a integer, b integer)",
                "CREATE TYPE span AS RANGE (subtype = integer)",
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER g BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION f()",
                "CREATE RULE r AS ON DELETE TO p DO ALSO NOTHING",
                "CREATE POLICY y ON p USING (true)",
                "ALTER TABLE kid ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE kid REPLICA IDENTITY FULL",
                "COMMENT ON COLUMN p.v IS 'told'",
                "GRANT SELECT ON kid TO PUBLIC",
                "CREATE STATISTICS s ON id, v FROM p",
                "CREATE COLLATION c (locale = 'C')");
        assertThat(left.structures().orElseThrow().read().notes())
                .containsExactlyInAnyOrder(
                        "Storage parameters of public.p are not compared",
                        "The composite type public.pair is not compared",
                        "The range type public.span is not compared",
                        "The function or procedure public.f is not compared",
                        "The trigger g on public.p is not compared",
                        "The rule r on public.p is not compared",
                        "The policy y on public.p is not compared",
                        "Row level security of public.kid is not compared",
                        "The replica identity of public.kid is not compared",
                        "Comments on public.p or its columns are not compared",
                        "Rights to public.kid or its columns are not compared",
                        "The statistics object public.s is not compared",
                        "The collation public.c is not compared");
    }

    /** Bounds that the sequence's position is out of, and a table whose division no statement changes. */
    @Example
    void whatHasAPositionOrPartitionsIsChangedOrSaid() throws InterruptedException {
        clear(left);
        clear(right);
        TestStores.run(
                left,
                "CREATE SEQUENCE s MINVALUE 10 MAXVALUE 50",
                "CREATE SEQUENCE u MAXVALUE 50",
                "CREATE TABLE up (id bigint GENERATED ALWAYS AS IDENTITY)",
                "CREATE TABLE down (id bigint GENERATED ALWAYS AS IDENTITY (INCREMENT BY -1))",
                "CREATE TABLE t (id integer) PARTITION BY HASH (id)");
        TestStores.run(
                right,
                "CREATE SEQUENCE s INCREMENT BY -1",
                "CREATE SEQUENCE u",
                "SELECT setval('u', 40)",
                "CREATE TABLE up (id bigserial)",
                "INSERT INTO up VALUES (7), (3)",
                "CREATE TABLE down (id bigint NOT NULL)",
                "INSERT INTO down VALUES (-7), (-3)",
                "CREATE TABLE t (id integer) PARTITION BY LIST (id)");
        Script script = script(left, right, Dialect.POSTGRES, true);
        TestStores.runScript(right, script.text(), "postgres");
        TestStores.run(right, "INSERT INTO public.up DEFAULT VALUES", "INSERT INTO public.down DEFAULT VALUES");
        assertThat(TestStores.ask(
                        right, "SELECT (SELECT max(id) FROM public.up) || ' ' || (SELECT min(id) FROM public.down)"))
                .containsExactly("8 -8");
        assertThat(TestStores.ask(right, "SELECT nextval('public.s') || ' ' || nextval('public.u')"))
                .containsExactly("10 41");
        assertThat(script.text())
                .contains("Table public.t should be PARTITION BY HASH (id)\n-- No statement does that");
    }

    /** A domain made of one that goes, a stricter one that arrays hold, and tables that refer to each other and are logged anew. */
    @Example
    void whatHangsTogetherIsChangedTogether() throws InterruptedException {
        clear(left);
        clear(right);
        TestStores.run(
                left,
                "CREATE DOMAIN outside AS integer",
                "CREATE DOMAIN positive AS integer CHECK (VALUE > 0)",
                "CREATE TABLE t (id integer PRIMARY KEY, o outside, p positive[])",
                "CREATE UNLOGGED TABLE a (id integer PRIMARY KEY)",
                "CREATE UNLOGGED TABLE b (id integer PRIMARY KEY, a integer REFERENCES a)",
                "CREATE TABLE c (id integer PRIMARY KEY)",
                "CREATE TABLE d (id integer PRIMARY KEY, c integer REFERENCES c)");
        TestStores.run(
                right,
                "CREATE DOMAIN inside AS text",
                "CREATE DOMAIN outside AS inside",
                "CREATE DOMAIN positive AS integer",
                "CREATE TABLE t (id integer PRIMARY KEY, o outside, p positive[])",
                "INSERT INTO t VALUES (1, '12', '{3,4}')",
                "CREATE TABLE a (id integer PRIMARY KEY)",
                "CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a)",
                "CREATE UNLOGGED TABLE c (id integer PRIMARY KEY)",
                "CREATE UNLOGGED TABLE d (id integer PRIMARY KEY, c integer REFERENCES c)",
                "CREATE TABLE extra (b integer REFERENCES b)");
        provenEqualInOneGo();
        assertThat(TestStores.ask(right, "SELECT o || ' ' || p::text FROM public.t"))
                .containsExactly("12 {3,4}");
    }

    /** References to a key that only a destructive step can make, and to an index that becomes a rule. */
    @Example
    void referencesWaitForWhatTheyStandOn() throws InterruptedException {
        TestStores.run(left, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        TestStores.run(right, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        TestStores.run(
                left,
                "CREATE TABLE t (id integer PRIMARY KEY, u integer CONSTRAINT one UNIQUE)",
                "CREATE TABLE fresh (id integer PRIMARY KEY, u integer REFERENCES t (u))",
                "CREATE TABLE s (id integer PRIMARY KEY, u integer CONSTRAINT rule UNIQUE)",
                "CREATE TABLE kid (id integer PRIMARY KEY, u integer REFERENCES s (u))");
        TestStores.run(
                right,
                "CREATE TABLE t (id integer PRIMARY KEY, u text)",
                "CREATE TABLE s (id integer PRIMARY KEY, u integer)",
                "CREATE UNIQUE INDEX bare ON s (u)",
                "CREATE TABLE kid (id integer PRIMARY KEY, u integer REFERENCES s (u))");
        provenEqual(left, right, Dialect.POSTGRES);
    }

    private static void postgres(long one, long other) throws InterruptedException {
        make(left, one);
        make(right, other);
        provenEqual(left, right, Dialect.POSTGRES);
    }

    private static void make(Store store, long seed) throws InterruptedException {
        clear(store);
        TestStores.run(store, new Randomly(seed, true).statements().toArray(String[]::new));
    }

    private static void sqlite(long one, long other) throws InterruptedException, IOException {
        Path first = Files.createTempFile(folder, "one", ".db");
        Path second = Files.createTempFile(folder, "two", ".db");
        try (Store source = TestStores.sqlite(first);
                Store target = TestStores.sqlite(second)) {
            TestStores.run(source, new Randomly(one, false).statements().toArray(String[]::new));
            TestStores.run(target, new Randomly(other, false).statements().toArray(String[]::new));
            provenEqual(source, target, Dialect.SQLITE);
        }
    }

    private static void provenEqual(Store source, Store target, Dialect dialect) throws InterruptedException {
        Script safe = script(source, target, dialect, false);
        TestStores.runScript(target, safe.text(), dialect.id());
        Script whole = script(source, target, dialect, true);
        TestStores.runScript(target, whole.text(), dialect.id());
        assertThat(Differences.of(delta(source, target, dialect)))
                .as(safe.text() + "\n=====\n" + whole.text())
                .isEmpty();
        assertThat(script(source, target, dialect, true).steps()).isEmpty();
    }

    private static Script script(Store source, Store target, Dialect dialect, boolean destructive)
            throws InterruptedException {
        return ScriptText.of(dialect, delta(source, target, dialect), destructive);
    }

    private static Delta delta(Store source, Store target, Dialect dialect) throws InterruptedException {
        Structure wanted = source.structures().orElseThrow().read();
        Structure had = target.structures().orElseThrow().read();
        return Matching.of(wanted, had, List.of(), dialect == Dialect.POSTGRES);
    }

    private static void clear(Store store) throws InterruptedException {
        TestStores.run(store, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }
}
