package dev.naust.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Script;
import dev.naust.api.service.SchemaComparisons.Step;
import dev.naust.api.store.Store;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views of PostgreSQL that come back as they were, and what waits for them. On a real server, with rows. */
final class ViewsInTheWayTest {
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
    void aColumnWaitsForAViewThatMayRefuseItsNewType() throws InterruptedException {
        TestStores.run(left, "CREATE TABLE t (a text, b bigint, c bigint, d text)");
        TestStores.run(
                right,
                "CREATE TABLE t (a integer, b integer, c integer, d varchar(9))",
                "INSERT INTO t VALUES (1, 2, 3, 'xyz')",
                "CREATE VIEW sums AS SELECT a + 1 AS more FROM t",
                "CREATE VIEW cut AS SELECT left(d, b) AS part, c + 1 AS c FROM t",
                "CREATE VIEW over AS SELECT more * 2 AS twice FROM sums");
        Script safe = script(List.of(), false);
        TestStores.runScript(right, safe.text(), "postgres");
        assertThat(TestStores.ask(right, "SELECT concat(part, c, twice) FROM public.cut, public.over"))
                .containsExactly("xy44");
        assertThat(TestStores.ask(
                        right,
                        "SELECT string_agg(format_type(atttypid, atttypmod), ' ' ORDER BY attname) FROM pg_attribute"
                                + " WHERE attrelid = 'public.t'::regclass AND attnum > 0"))
                .containsExactly("integer integer bigint text");
        assertThat(safe.steps().stream()
                        .filter(step -> step.effect() == Effect.DESTRUCTIVE)
                        .filter(step -> step.title().startsWith("Change the type"))
                        .map(Step::note))
                .hasSize(2)
                .allMatch(note -> note.startsWith("No value is lost"));
        provenEqual();
    }

    @Test
    void aViewWaitsForOneThatReadsItAndOnlyTheTargetHas() throws InterruptedException {
        TestStores.run(left, "CREATE TABLE t (a integer, b integer)", "CREATE VIEW v AS SELECT b FROM t");
        TestStores.run(
                right,
                "CREATE TABLE t (a integer, b smallint)",
                "CREATE VIEW v AS SELECT a FROM t",
                "CREATE VIEW reader AS SELECT a + 1 AS more FROM v",
                "INSERT INTO t VALUES (1, 2)");
        TestStores.runScript(right, script(List.of(), false).text(), "postgres");
        assertThat(TestStores.ask(right, "SELECT more FROM public.reader")).containsExactly("2");
        provenEqual();
    }

    @Test
    void aViewOverWhatIsRenamedComesBackWithTheNewNames() throws InterruptedException {
        TestStores.run(left, "CREATE TABLE fresh (name text, n bigint)");
        TestStores.run(
                right,
                "CREATE TABLE old (\"was Name\" text, n integer)",
                "CREATE VIEW v WITH (security_barrier = true) AS SELECT \"was Name\", n FROM old",
                "CREATE MATERIALIZED VIEW m AS SELECT \"was Name\" || n AS both FROM v",
                "INSERT INTO old VALUES ('x', 1)");
        List<Rename> renames =
                List.of(new Rename("", "public.old", "public.fresh"), new Rename("public.fresh", "was Name", "name"));
        TestStores.runScript(right, script(renames, false).text(), "postgres");
        assertThat(TestStores.ask(right, "SELECT \"was Name\" || n FROM public.v"))
                .containsExactly("x1");
        provenEqual();
    }

    @Test
    void aNumberingIsUsualByTheTypeOfItsColumn() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY)",
                "CREATE TABLE copied (LIKE t INCLUDING ALL)");
        assertThat(left.structures().orElseThrow().read().tables())
                .allSatisfy(
                        table -> assertThat(table.columns().get(0).identity()).contains("ALWAYS"));
        provenEqual();
    }

    private void provenEqual() throws InterruptedException {
        Script whole = script(List.of(), true);
        TestStores.runScript(right, whole.text(), "postgres");
        assertThat(Differences.of(delta(List.of()))).as(whole.text()).isEmpty();
    }

    private Script script(List<Rename> renames, boolean destructive) throws InterruptedException {
        return ScriptText.of(Dialect.POSTGRES, delta(renames), destructive);
    }

    private Delta delta(List<Rename> renames) throws InterruptedException {
        return Matching.of(
                left.structures().orElseThrow().read(),
                right.structures().orElseThrow().read(),
                renames,
                true);
    }
}
