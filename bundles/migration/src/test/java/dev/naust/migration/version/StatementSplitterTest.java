package dev.naust.migration.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.migration.version.StatementSplitter.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class StatementSplitterTest {
    private static List<String> texts(String sql, String technology) {
        return StatementSplitter.split(sql, technology).stream()
                .map(Statement::text)
                .toList();
    }

    @Test
    void semicolonsInQuotesAndCommentsEndNothing() {
        assertThat(texts("SELECT ';'; -- a; b\nSELECT \"a;b\" /* ; */; SELECT 'it''s;'", "sqlite"))
                .containsExactly("SELECT ';'", "SELECT \"a;b\" /* ; */", "SELECT 'it''s;'");
    }

    @Test
    void aDollarQuotedBodyIsOneStatement() {
        String function = "CREATE FUNCTION f() RETURNS int AS $body$ BEGIN RETURN 1; END; $body$ LANGUAGE plpgsql";
        assertThat(texts(function + ";\nDO $$ BEGIN PERFORM 1; END $$;", "postgres"))
                .containsExactly(function, "DO $$ BEGIN PERFORM 1; END $$");
    }

    @Test
    void aFunctionInSqlIsOneStatement() {
        String function =
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
        assertThat(texts(function + "; SELECT 3;", "postgres")).containsExactly(function, "SELECT 3");
    }

    @Test
    void aTriggersBodyIsOneStatement() {
        String trigger =
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN c THEN 1 END; SELECT 1; END";
        assertThat(texts(trigger + ";\nSELECT 2;", "sqlite")).containsExactly(trigger, "SELECT 2");
    }

    @Test
    void atransactionOfTheScriptsOwnIsNoBody() {
        assertThat(texts("BEGIN; CREATE TABLE a (b int); END;", "sqlite"))
                .containsExactly("BEGIN", "CREATE TABLE a (b int)", "END");
    }

    @Test
    void escapesCountOnlyInTextsThatBeginWithE() {
        assertThat(texts("SELECT E'a\\';b'; SELECT 'c\\'; SELECT 1", "postgres"))
                .containsExactly("SELECT E'a\\';b'", "SELECT 'c\\'", "SELECT 1");
    }

    @Test
    void aTextWithoutTheMarkHasNoEscapesAlsoBehindOneThatHas() {
        String insert = "INSERT INTO a VALUES (E'it\\'s;'), ('back\\'), (E'\\\\'), ('a'';b')";
        assertThat(texts(insert + "; SELECT 1;", "postgres")).containsExactly(insert, "SELECT 1");
    }

    @Test
    void semicolonsInBracketsOfPostgresEndNothing() {
        String rule = "CREATE RULE r AS ON INSERT TO a DO ALSO (SELECT 1; SELECT 2)";
        assertThat(texts(rule + "; SELECT 1;", "postgres")).containsExactly(rule, "SELECT 1");
    }

    @Test
    void rowsBelongToTheCopyBeforeThem() {
        String copy = "COPY a (x, t) FROM stdin;\n1\tit's; (ok\n2\t\\N\n\\.";
        assertThat(StatementSplitter.split(copy + "\n\nSELECT 1;", "postgres"))
                .containsExactly(new Statement(copy, 1), new Statement("SELECT 1", 6));
    }

    @Test
    @Timeout(20)
    void aLargeScriptTakesTimeInProportion() {
        String script = "INSERT INTO a VALUES (1, 'some text');\n".repeat(400_000);
        assertThat(StatementSplitter.split(script, "postgres"))
                .last()
                .extracting(Statement::line)
                .isEqualTo(400_000);
    }

    @Test
    void aScriptInPiecesHasTheSameStatements() throws Exception {
        String script = "CREATE TABLE a (b text); /* ; */\nINSERT INTO a VALUES ('x;\n\ny');\n"
                + "DO $$ BEGIN\nPERFORM 1; END $$;\n-- ; '\nCOPY a FROM stdin;\n1;\n2'\n\\.\nSELECT 1;\nSELECT 2";
        Iterator<String> lines =
                script.lines().map(line -> line + "\n").toList().iterator();
        List<Statement> found = new ArrayList<>();
        StatementSplitter.each(size -> lines.hasNext() ? lines.next() : "", "postgres", 1_000, found::add);
        assertThat(found).hasSize(6).isEqualTo(StatementSplitter.split(script, "postgres"));
    }

    @Test
    void linesThatAreGoEndBatches() {
        assertThat(StatementSplitter.split("SELECT 1; SELECT 2\nGO\n\nSELECT 3\ngo\n", "sqlserver"))
                .containsExactly(new Statement("SELECT 1; SELECT 2", 1), new Statement("SELECT 3", 3));
    }

    @Test
    void everyStatementKnowsItsLine() {
        assertThat(StatementSplitter.split("-- one\nSELECT 1;\n\n SELECT 2;", "sqlite"))
                .extracting(Statement::line)
                .containsExactly(2, 4);
    }

    @Test
    void nothingIsNoStatement() {
        assertThat(texts("\uFEFF ;; -- only this\n", "postgres")).isEmpty();
    }
}
