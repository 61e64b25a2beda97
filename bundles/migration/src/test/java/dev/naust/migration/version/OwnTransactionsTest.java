package dev.naust.migration.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.SchemaVersions.Action;
import dev.naust.api.service.SchemaVersions.Plan;
import dev.naust.api.service.SchemaVersions.State;
import dev.naust.api.service.SchemaVersions.Version;
import dev.naust.api.service.SchemaVersions.Wanted;
import dev.naust.api.store.Store;
import dev.naust.migration.schema.TestStores;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.UnwatchedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that begin and end transactions themselves, or run outside of one: what is half done is never called done or not begun. */
final class OwnTransactionsTest {
    @TempDir
    Path home;

    private Store store;
    private SchemaVersioner versions;

    private void open(String technology) throws IOException, InterruptedException {
        store = technology.equals("sqlite") ? TestStores.sqlite(home.resolve("shop.db")) : TestStores.postgres();
        Files.createDirectories(home.resolve("config/schema/shop"));
        DockedStores registry = new DockedStores();
        registry.dock("shop", technology, store);
        versions = new SchemaVersioner(registry, home);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(home.resolve("config/schema/shop").resolve(name), text);
    }

    private void run(Action action) throws InterruptedException, RunFailedException {
        versions.run("shop", new Wanted(action, Optional.empty(), false), new UnwatchedRun());
    }

    private List<State> states() throws InterruptedException {
        return versions.status("shop").versions().stream().map(Version::state).toList();
    }

    private List<String> tables() throws InterruptedException {
        return store.datasets().stream().map(each -> each.id().name()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void aFileInOneBracketIsKeptWithItsEntryOrNotAtAll(String technology) throws Exception {
        open(technology);
        file("V1__open.sql", "BEGIN;\nCREATE TABLE one (a int);\nINSERT INTO one VALUES (1);");
        file("V2__whole.sql", "BEGIN TRANSACTION;\nCREATE TABLE two (a int);\nCOMMIT;");
        file("V3__bad.sql", "BEGIN;\nCREATE TABLE three (a int);\nINSERT INTO nowhere VALUES (1);\nCOMMIT;");
        Plan plan = versions.plan("shop", new Wanted(Action.MIGRATE, Optional.empty(), false));
        assertThat(plan.steps())
                .allMatch(step -> step.transactional() && step.note().contains("left out"));
        assertThatThrownBy(() -> run(Action.MIGRATE))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("V3__bad.sql failed in line 3")
                .hasMessageContaining("nowhere");
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED, State.PENDING);
        assertThat(tables()).contains("one", "two").doesNotContain("three");
        assertThat(TestStores.ask(store, "SELECT count(*) AS n FROM one")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE half (a int); INSERT INTO half VALUES (1); COMMIT; INSERT INTO nowhere VALUES (1);",
                "BEGIN; CREATE TABLE half (a int); END TRANSACTION; INSERT INTO nowhere VALUES (1);",
                "BEGIN; CREATE TABLE half (a int); COMMIT; BEGIN; DELETE FROM half; INSERT INTO nowhere VALUES (1);"
            })
    void whatWasCommittedBeforeAFailureIsSaid(String script) throws Exception {
        open("postgres");
        file("V1__half.sql", script);
        boolean bracket = script.startsWith("BEGIN") && script.indexOf("BEGIN", 1) < 0;
        assertThatThrownBy(() -> run(Action.MIGRATE))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("V1__half.sql failed in line 1")
                .hasMessageContaining("nowhere");
        assertThat(states()).containsExactly(bracket ? State.PENDING : State.FAILED);
        assertThat(tables().contains("half")).isEqualTo(!bracket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void whatIsToRunAfterAFailureRunsWhenTheFileIsUndone(String technology) throws Exception {
        open(technology);
        file("V1__log.sql", "CREATE TABLE log (what text, tables int);");
        file("U1__log.sql", "CREATE TABLE undone (a int); INSERT INTO nowhere VALUES (1);");
        file("V2__bad.sql", "CREATE TABLE two (a int); INSERT INTO nowhere VALUES (1);");
        for (String event : List.of("afterEachMigrateError", "afterMigrateError", "afterEachUndoError")) {
            file(event + ".sql", "INSERT INTO log (what) VALUES ('" + event + "');");
        }
        file("afterUndoError.sql", "INSERT INTO log (what) VALUES ('undo'); INSERT INTO gone VALUES (1);");

        assertThatThrownBy(() -> run(Action.MIGRATE)).hasMessageContaining("V2__bad.sql failed in line 1");
        Files.delete(home.resolve("config/schema/shop/V2__bad.sql"));
        assertThatThrownBy(() -> run(Action.UNDO)).hasMessageContaining("U1__log.sql failed in line 1");

        assertThat(TestStores.ask(store, "SELECT what AS n FROM log"))
                .containsExactly("afterEachMigrateError", "afterMigrateError", "afterEachUndoError");
        assertThat(tables()).contains("log").doesNotContain("two", "undone");
    }

    @Test
    void whatSqliteCommittedBeforeAFailureIsSaid() throws Exception {
        open("sqlite");
        file(
                "V1__half.sql",
                "PRAGMA foreign_keys = OFF; BEGIN; CREATE TABLE half (a int); END; BEGIN; CREATE TABLE other (a int);"
                        + " INSERT INTO nowhere VALUES (1); COMMIT;");
        assertThatThrownBy(() -> run(Action.MIGRATE)).hasMessageContaining("nowhere");
        assertThat(states()).containsExactly(State.FAILED);
        assertThat(tables()).contains("half").doesNotContain("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void aBracketThatIsLeftOpenBehindOthersIsEnded(String technology) throws Exception {
        open(technology);
        file(
                "V1__two.sql",
                "BEGIN; CREATE TABLE one (a int); COMMIT; BEGIN; CREATE TABLE two (a int); INSERT INTO two VALUES (1);");
        run(Action.MIGRATE);
        assertThat(states()).containsExactly(State.APPLIED);
        assertThat(TestStores.ask(store, "SELECT count(*) AS n FROM two")).containsExactly("1");
    }

    @Test
    void aFileThatRunsOutsideIsFailedUntilItHasSucceeded() throws Exception {
        open("postgres");
        file("V1__log.sql", "CREATE TABLE seen (success boolean);");
        file(
                "V2__outside.sql",
                "INSERT INTO seen SELECT success FROM flyway_schema_history WHERE version = '2'; VACUUM seen;");
        run(Action.MIGRATE);
        assertThat(TestStores.ask(store, "SELECT success FROM seen")).containsExactly("f");
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED);
    }

    @Test
    void nothingMoreIsTakenBackAfterAnUndoThatFailedHalfWay() throws Exception {
        open("postgres");
        file("V1__one.sql", "CREATE TABLE one (a int);");
        file("V2__two.sql", "CREATE TABLE two (a int);");
        file("U1__one.sql", "DROP TABLE one;");
        file("U2__two.sql", "VACUUM one; DROP TABLE nowhere;");
        run(Action.MIGRATE);
        assertThatThrownBy(() -> run(Action.UNDO)).hasMessageContaining("nowhere");
        assertThatThrownBy(() -> run(Action.UNDO)).hasMessageContaining("U2__two.sql failed half-way");
        assertThat(tables()).contains("one", "two");
        run(Action.REPAIR);
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED);
    }

    @Test
    void aTableOfSqliteThatIsMadeAnewLeavesTheRowsThatReferToIt() throws Exception {
        open("sqlite");
        TestStores.run(store, "PRAGMA foreign_keys = ON", "CREATE TEMP TABLE mine (a int)");
        file(
                "V1__two.sql",
                "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
                        + " CREATE TABLE child (p REFERENCES parent (id) ON DELETE CASCADE);"
                        + " INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);");
        file(
                "V2__anew.sql",
                "CREATE TABLE other (id INTEGER PRIMARY KEY, n text); INSERT INTO other (id) SELECT id FROM parent;"
                        + " DROP TABLE parent; ALTER TABLE other RENAME TO parent;");
        run(Action.MIGRATE);
        assertThat(TestStores.ask(store, "SELECT count(*) AS n FROM child")).containsExactly("1");
        assertThat(TestStores.ask(store, "SELECT count(*) AS n FROM sqlite_temp_schema"))
                .containsExactly("0");
    }

    @Test
    void sqliteIsVacuumedAndReachesNoOtherFile() throws Exception {
        open("sqlite");
        file("V1__one.sql", "CREATE TABLE one (a int);");
        file("V2__smaller.sql", "VACUUM;");
        run(Action.MIGRATE);
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED);
        file("V3__other.sql", "ATTACH '" + home.resolve("other.db") + "' AS other;");
        assertThatThrownBy(() -> run(Action.MIGRATE)).hasMessageContaining("reach no other file");
        run(Action.REPAIR);
        file("V3__other.sql", "VACUUM INTO '" + home.resolve("other.db") + "';");
        assertThatThrownBy(() -> run(Action.MIGRATE)).hasMessageContaining("reach no other file");
        assertThat(home.resolve("other.db")).doesNotExist();
    }

    @Test
    void rowsInAFileAreCopied() throws Exception {
        open("postgres");
        file(
                "V1__dump.sql",
                "CREATE TABLE a (x int, t text);\nCOPY a (x, t) FROM stdin WITH (DELIMITER ';');\n1;it's (ok\n2;\\N\n\\.\n"
                        + "\nCOPY a FROM STDIN;\n\\.\nINSERT INTO a VALUES (3, 'z');\n");
        run(Action.MIGRATE);
        assertThat(TestStores.ask(store, "SELECT count(*) || ' ' || count(t) AS n FROM a"))
                .containsExactly("3 2");
        file("V2__bad.sql", "COPY a FROM stdin;\nno number\t\n\\.\n");
        assertThatThrownBy(() -> run(Action.MIGRATE)).hasMessageContaining("V2__bad.sql failed in line 1");
        assertThat(states()).containsExactly(State.APPLIED, State.PENDING);
    }
}
