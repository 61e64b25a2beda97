package dev.naust.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that two files of SQLite have for different things, or in another case. */
final class SqliteNamesTest {
    @TempDir
    Path folder;

    private Store left;
    private Store right;

    @BeforeEach
    void open() {
        left = TestStores.sqlite(folder.resolve("left.db"));
        right = TestStores.sqlite(folder.resolve("right.db"));
    }

    @AfterEach
    void close() {
        left.close();
        right.close();
    }

    @Test
    void anIndexThatStaysGivesItsNameToAnother() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE a (x INTEGER, y INTEGER)",
                "CREATE TABLE b (x INTEGER, y INTEGER)",
                "CREATE INDEX other ON a (x)",
                "CREATE INDEX i ON b (x)",
                "CREATE INDEX k ON b (y)",
                "CREATE INDEX l ON a (y DESC)",
                "CREATE INDEX m ON a (y)");
        TestStores.run(
                right,
                "CREATE TABLE a (x INTEGER, y INTEGER)",
                "CREATE TABLE b (x INTEGER, y INTEGER)",
                "CREATE INDEX I ON a (x)",
                "CREATE INDEX other ON b (y)",
                "CREATE INDEX l ON a (y)",
                "INSERT INTO a VALUES (1, 2)");
        provenEqual();
        assertThat(TestStores.ask(right, "SELECT x FROM a")).containsExactly("1");
    }

    @Test
    void triggersOfViewsWhoseNamesAreTaken() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE t (x INTEGER)",
                "CREATE VIEW v AS SELECT x FROM t",
                "CREATE TRIGGER \"g 1\" INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.x); END",
                "CREATE TRIGGER g2 AFTER DELETE ON t BEGIN SELECT 1; END");
        TestStores.run(
                right,
                "CREATE TABLE t (x INTEGER)",
                "CREATE TABLE gone (x INTEGER)",
                "CREATE TRIGGER [g 1] AFTER INSERT ON gone BEGIN SELECT 1; END",
                "CREATE VIEW old AS SELECT x FROM t",
                "CREATE TRIGGER g2 INSTEAD OF INSERT ON old BEGIN SELECT 1; END");
        TestStores.runScript(right, script(false), "sqlite");
        assertThat(TestStores.ask(right, "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"))
                .containsExactly("g 1", "g2");
        provenEqual();
        TestStores.run(right, "INSERT INTO v VALUES (5)");
        assertThat(TestStores.ask(right, "SELECT x FROM t")).containsExactly("5");
    }

    @Test
    void aTableThatOnlyTheTargetHasGivesItsNameToAnIndexOrAView() throws InterruptedException {
        TestStores.run(
                left, "CREATE TABLE t (x INTEGER)", "CREATE INDEX i ON t (x)", "CREATE VIEW v AS SELECT x FROM t");
        TestStores.run(
                right,
                "CREATE TABLE t (x INTEGER)",
                "CREATE TABLE I (id INTEGER PRIMARY KEY)",
                "CREATE TABLE kid (i INTEGER REFERENCES I (id))",
                "CREATE TABLE v (id INTEGER)",
                "INSERT INTO v VALUES (7)");
        TestStores.runScript(right, script(false), "sqlite");
        assertThat(TestStores.ask(right, "SELECT id FROM v_before")).containsExactly("7");
        assertThat(TestStores.ask(right, "SELECT \"table\" FROM pragma_foreign_key_list('kid')"))
                .containsExactly("I_before");
        provenEqual();
    }

    @Test
    void namesInAnotherCaseAreSpelledAnew() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE Users (ID INTEGER PRIMARY KEY, name TEXT CHECK (name <> ''), up AS (id + 1))",
                "CREATE TABLE kid (u INTEGER REFERENCES users (id))",
                "CREATE INDEX i ON Users (Name)",
                "CREATE VIEW v AS SELECT id FROM users",
                "CREATE TRIGGER g AFTER DELETE ON kid BEGIN DELETE FROM users; END");
        TestStores.run(
                right,
                "CREATE TABLE users (id INTEGER PRIMARY KEY, Name TEXT CHECK (Name <> ''), up AS (id + 1))",
                "CREATE TABLE kid (u INTEGER REFERENCES users (id))",
                "CREATE VIEW v AS SELECT id FROM users",
                "CREATE TRIGGER g AFTER DELETE ON kid BEGIN DELETE FROM users; END",
                "INSERT INTO users VALUES (7, 'x')",
                "INSERT INTO kid VALUES (7)");
        TestStores.runScript(right, script(false), "sqlite");
        assertThat(TestStores.ask(right, "SELECT id || name FROM users")).containsExactly("7x");
        assertThat(TestStores.ask(right, "PRAGMA foreign_key_check")).isEmpty();
        assertThat(delta(List.of()).tables()).isEmpty();
        provenEqual();
    }

    @Test
    void referencesFollowATableToItsNewName() throws InterruptedException {
        TestStores.run(
                left,
                "CREATE TABLE people (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES people (id))",
                "CREATE TABLE kid (id INTEGER REFERENCES people (id))",
                "CREATE VIEW v AS SELECT id FROM people");
        TestStores.run(
                right,
                "CREATE TABLE person (nr INTEGER PRIMARY KEY, boss INTEGER REFERENCES person (nr))",
                "CREATE TABLE kid (id INTEGER REFERENCES person (nr))",
                "CREATE VIEW v AS SELECT nr FROM person",
                "INSERT INTO person VALUES (1, NULL)",
                "INSERT INTO kid VALUES (1)");
        List<Rename> renames = List.of(new Rename("", "person", "people"), new Rename("people", "nr", "id"));
        TestStores.runScript(
                right, ScriptText.of(Dialect.SQLITE, delta(renames), false).text(), "sqlite");
        assertThat(TestStores.ask(right, "PRAGMA foreign_key_check")).isEmpty();
        assertThat(Differences.of(delta(List.of()))).isEmpty();
    }

    @Test
    void textsInEveryKindOfQuotesSpeakOfAColumn() throws InterruptedException {
        String table = "CREATE TABLE t (\"or der\" TEXT CHECK ([or der] <> 'x'), b TEXT)";
        TestStores.run(right, table, "CREATE INDEX i ON t (lower(`or der`))");
        assertThat(Words.mention("CHECK ([or der] <> 'x')", "or der")).isTrue();
        assertThat(Words.mention("(lower(`or der`))", "or der")).isTrue();
        TestStores.run(left, "CREATE TABLE t (b TEXT)");
        provenEqual();
    }

    private void provenEqual() throws InterruptedException {
        String text = script(true);
        TestStores.runScript(right, text, "sqlite");
        assertThat(Differences.of(delta(List.of()))).as(text).isEmpty();
    }

    private String script(boolean destructive) throws InterruptedException {
        return ScriptText.of(Dialect.SQLITE, delta(List.of()), destructive).text();
    }

    private Delta delta(List<Rename> renames) throws InterruptedException {
        return Matching.of(
                left.structures().orElseThrow().read(),
                right.structures().orElseThrow().read(),
                renames,
                false);
    }
}
