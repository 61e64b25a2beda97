package dev.naust.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Structure;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Script;
import dev.naust.api.service.SchemaComparisons.Step;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of PostgreSQL that inherit, and rows that refuse what the source wants. On a real server, with rows. */
final class InheritanceTest {
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
    void anInheritedColumnIsChangedWhereItComesFrom() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE base (id bigint, a text DEFAULT 'b', fresh integer, CONSTRAINT ck CHECK (id > 0))",
                "CREATE TABLE kid (own bigint, extra text) INHERITS (base)",
                "ALTER TABLE kid ALTER COLUMN a SET DEFAULT 'k'",
                "CREATE TABLE grandkid () INHERITS (kid)");
        TestStores.run(
                right,
                "CREATE TABLE base (id integer, a integer DEFAULT 1, gone text)",
                "CREATE TABLE kid (own integer) INHERITS (base)",
                "CREATE TABLE grandkid () INHERITS (kid)",
                "CREATE TABLE stray () INHERITS (base)",
                "INSERT INTO grandkid VALUES (1, 2, 'x', 3)",
                "INSERT INTO stray VALUES (4, 5, 'y')");

        Script script = script(false);
        assertThat(script.text())
                .contains("ALTER TABLE \"public\".\"base\" ALTER COLUMN \"id\" TYPE bigint")
                .doesNotContain("ALTER TABLE \"public\".\"kid\" ALTER COLUMN \"id\" TYPE")
                .doesNotContain("NO INHERIT");
        TestStores.runScript(right, script.text(), "postgres");
        assertThat(TestStores.ask(right, "SELECT concat_ws(' ', id, a, gone) FROM public.base ORDER BY id"))
                .containsExactly("1 2 x", "4 5 y");

        provenEqualInOneGo();
        assertThat(TestStores.ask(right, "SELECT concat_ws(' ', id, a, own) FROM public.grandkid"))
                .containsExactly("1 2 3");
    }

    @Test
    void inheritanceIsItselfADifference() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE base (id integer, a text, CONSTRAINT ck CHECK (id > 0))",
                "CREATE TABLE comes () INHERITS (base)",
                "CREATE TABLE fresh (more text) INHERITS (base)",
                "CREATE TABLE goes (id bigint, a text)",
                "CREATE TABLE has (id integer, b bigint, CONSTRAINT positive CHECK (id > 0))");
        TestStores.run(
                right,
                "CREATE TABLE base (id integer, CONSTRAINT ck CHECK (id > 0))",
                "CREATE TABLE comes (id integer, a text)",
                "CREATE TABLE goes (a text) INHERITS (base)",
                "CREATE TABLE other (id integer, b integer, CONSTRAINT positive CHECK (id > 0))",
                "CREATE TABLE has () INHERITS (other)",
                "INSERT INTO comes VALUES (1, 'x')",
                "INSERT INTO goes VALUES (2, 'y')",
                "INSERT INTO has VALUES (3, 4)");
        assertThat(Differences.of(delta()))
                .anyMatch(each -> each.collection().equals("public.comes")
                        && each.properties().stream()
                                .anyMatch(property -> property.name().equals("inherits")
                                        && property.source().equals("public.base")));
        assertThat(script(false).text())
                .contains(
                        "\nALTER TABLE \"public\".\"comes\" INHERIT \"public\".\"base\"",
                        "\nALTER TABLE \"public\".\"goes\" NO INHERIT \"public\".\"base\"");
        TestStores.runScript(right, script(false).text(), "postgres");
        assertThat(TestStores.ask(right, "SELECT id || a FROM public.base")).containsExactly("1x");
        provenEqualInOneGo();
        assertThat(TestStores.ask(right, "SELECT id || ' ' || b FROM public.has"))
                .containsExactly("3 4");
    }

    @Test
    void aColumnThatAChildHasAlreadyIsMadeBehindIt() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE base (id integer, a integer, made boolean GENERATED ALWAYS AS (a IS NULL) STORED)",
                "CREATE TABLE kid () INHERITS (base)");
        TestStores.run(
                right,
                "CREATE TABLE base (id integer)",
                "CREATE TABLE kid (a text) INHERITS (base)",
                "INSERT INTO kid VALUES (1, '2')");
        TestStores.runScript(right, script(false).text(), "postgres");
        provenEqualInOneGo();
        assertThat(TestStores.ask(right, "SELECT id + a FROM public.base")).containsExactly("3");
    }

    @Test
    void whatRowsRefuseComesBehindAllOtherSafeSteps() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE DOMAIN needed AS integer NOT NULL",
                "CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL, b integer NOT NULL, n needed,"
                        + " CONSTRAINT ck CHECK (a <> 'x'), CONSTRAINT u UNIQUE (a))",
                "CREATE INDEX i ON t (n)",
                "CREATE TABLE kid (t integer REFERENCES t)",
                "CREATE TABLE zoo (id integer)",
                "CREATE VIEW v AS SELECT b FROM t");
        TestStores.run(
                right,
                "CREATE DOMAIN needed AS integer",
                "CREATE TABLE t (id integer, a text)",
                "CREATE TABLE kid (t integer)",
                "INSERT INTO t VALUES (1, 'x'), (1, 'x'), (NULL, NULL)",
                "INSERT INTO kid VALUES (7)");
        Script script = script(false);
        List<String> refused = script.steps().stream()
                .filter(step ->
                        step.effect() != Effect.DESTRUCTIVE && step.note().startsWith("Fails"))
                .map(Step::title)
                .toList();
        assertThat(refused)
                .hasSize(9)
                .containsExactlyElementsOf(script.steps().stream()
                        .filter(step -> step.effect() != Effect.DESTRUCTIVE)
                        .map(Step::title)
                        .skip(script.steps().stream()
                                        .filter(step -> step.effect() != Effect.DESTRUCTIVE)
                                        .count()
                                - 10)
                        .filter(title -> !title.startsWith("Add index"))
                        .toList());
        Assertions.assertThatThrownBy(() -> TestStores.runScript(right, script.text(), "postgres"))
                .isInstanceOf(StoreException.class);
        assertThat(TestStores.ask(right, "SELECT count(*) FROM public.v, (SELECT count(*) FROM public.zoo) z"))
                .containsExactly("3");
        for (Step step : script.steps()) {
            int at = step.note().indexOf("Rows in the way: ");
            if (at >= 0 && !step.note().contains("\"n\"")) {
                String question =
                        step.note().substring(at + 17).replaceFirst("(?s)\\. (The|Checking|Readers|Writers) .*", "");
                assertThat(TestStores.ask(right, "SELECT count(*) FROM (" + question + ") found"))
                        .as(question)
                        .doesNotContain("0");
            }
        }
        TestStores.run(right, "DELETE FROM public.kid", "DELETE FROM public.t", "INSERT INTO public.zoo VALUES (1)");
        provenEqualInOneGo();
    }

    @Test
    void whatDividesATableIsSaidAndNotTried() throws InterruptedException {
        TestStores.run(left, "CREATE TABLE t (id bigint, b bigint) PARTITION BY HASH (id)");
        TestStores.run(right, "CREATE TABLE t (id integer, b integer) PARTITION BY HASH (id)");
        TestStores.runScript(right, script(true).text(), "postgres");
        assertThat(Differences.of(delta())).hasSize(1);
        assertThat(script(true).text()).contains("No statement does that, as the column divides the table");
    }

    private Delta delta() throws InterruptedException {
        Structure wanted = left.structures().orElseThrow().read();
        return Matching.of(wanted, right.structures().orElseThrow().read(), List.of(), true);
    }

    private Script script(boolean destructive) throws InterruptedException {
        return ScriptText.of(Dialect.POSTGRES, delta(), destructive);
    }

    private void provenEqualInOneGo() throws InterruptedException {
        Script whole = script(true);
        TestStores.runScript(right, whole.text(), "postgres");
        assertThat(Differences.of(delta())).as(whole.text()).isEmpty();
        assertThat(script(true).steps()).isEmpty();
    }
}
