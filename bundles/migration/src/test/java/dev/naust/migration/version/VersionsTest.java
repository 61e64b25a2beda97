package dev.naust.migration.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Document;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.SchemaVersions.Action;
import dev.naust.api.service.SchemaVersions.Plan;
import dev.naust.api.service.SchemaVersions.State;
import dev.naust.api.service.SchemaVersions.Status;
import dev.naust.api.service.SchemaVersions.Version;
import dev.naust.api.service.SchemaVersions.Wanted;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.schema.TestStores;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.UnwatchedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.ValidateResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** Versions on real stores, beside Flyway itself, which has to find nothing wrong with what was written. */
final class VersionsTest {
    @TempDir
    Path home;

    private Store store;
    private String type;
    private SchemaVersioner versions;

    private void open(String technology) throws IOException, InterruptedException {
        type = technology;
        store = technology.equals("sqlite") ? TestStores.sqlite(home.resolve("shop.db")) : TestStores.postgres();
        Files.createDirectories(folder());
        DockedStores registry = new DockedStores();
        registry.dock("shop", technology, store);
        versions = new SchemaVersioner(registry, home);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path folder() {
        return home.resolve("config/schema/shop");
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(folder().resolve(name), text);
    }

    private Document run(Action action, String target) throws InterruptedException, RunFailedException {
        return versions.run(
                "shop",
                new Wanted(action, Optional.of(target).filter(each -> !each.isEmpty()), false),
                new UnwatchedRun());
    }

    private List<State> states() throws InterruptedException {
        return versions.status("shop").versions().stream().map(Version::state).toList();
    }

    private Flyway flyway() throws InterruptedException {
        if (type.equals("sqlite")) {
            SQLiteDataSource source = new SQLiteDataSource();
            source.setUrl("jdbc:sqlite:" + home.resolve("shop.db"));
            return flyway(source);
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://localhost:" + TestStores.port() + "/"
                + TestStores.ask(store, "SELECT current_database() AS name").get(0));
        source.setUser("postgres");
        return flyway(source);
    }

    private Flyway flyway(javax.sql.DataSource source) {
        return Flyway.configure()
                .dataSource(source)
                .locations("filesystem:" + folder())
                .load();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void versionsAreRunInOrderAndUpToATarget(String technology) throws Exception {
        open(technology);
        file("V1__make_album.sql", "CREATE TABLE album (id int PRIMARY KEY, title varchar(20));");
        file("V1_10__last.sql", "INSERT INTO album VALUES (3, 'c');");
        file("V1.9__fill.sql", "-- two;\nINSERT INTO album VALUES (1, 'a');\nINSERT INTO album VALUES (2, ';')");
        file("R__view.sql", "DROP VIEW IF EXISTS titles; CREATE VIEW titles AS SELECT title FROM album;");
        Plan plan = versions.plan("shop", new Wanted(Action.MIGRATE, Optional.of("1.9"), false));
        assertThat(plan.steps()).extracting(step -> step.statements().size()).containsExactly(1, 2);
        assertThat(versions.status("shop").current()).isEmpty();

        run(Action.MIGRATE, "1.9");
        assertThat(versions.status("shop").current()).contains("1.9");
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED, State.PENDING, State.PENDING);

        run(Action.MIGRATE, "");
        assertThat(states()).containsOnly(State.APPLIED);
        assertThat(TestStores.ask(store, "SELECT count(*) AS n FROM titles")).containsExactly("3");

        ValidateResult verdict = flyway().validateWithResult();
        assertThat(verdict.validationSuccessful)
                .as(verdict.getAllErrorMessages())
                .isTrue();
        assertThat(flyway().migrate().migrationsExecuted).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void whatFlywayRanIsKnownAndGoneOnFrom(String technology) throws Exception {
        open(technology);
        file("V1__one.sql", "CREATE TABLE one (a int);\r\nCREATE TABLE two (a int);\r\n");
        file("R__again.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 1 AS a;\n");
        flyway().migrate();
        assertThat(states()).containsOnly(State.APPLIED);
        assertThat(versions.status("shop").drift()).isEmpty();

        file("V2__three.sql", "CREATE TABLE three (a int);");
        run(Action.MIGRATE, "");
        assertThat(versions.status("shop").current()).contains("2");
        assertThat(flyway().migrate().migrationsExecuted).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void aFileThatFailsLeavesNothingAndStopsTheRest(String technology) throws Exception {
        open(technology);
        file("V1__good.sql", "CREATE TABLE good (a int);");
        file("V2__bad.sql", "CREATE TABLE half (a int);\nINSERT INTO nowhere VALUES (1);");
        file("V3__later.sql", "CREATE TABLE later (a int);");
        assertThatThrownBy(() -> run(Action.MIGRATE, ""))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("V2__bad.sql failed in line 2");
        assertThat(states()).containsExactly(State.APPLIED, State.PENDING, State.PENDING);
        assertThat(store.datasets().stream().map(each -> each.id().name()))
                .contains("good")
                .doesNotContain("half", "later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void aVersionIsTakenBackAndRunAnew(String technology) throws Exception {
        open(technology);
        file("V1__one.sql", "CREATE TABLE one (a int);");
        file("V2__two.sql", "CREATE TABLE two (a int);");
        file("U2__two.sql", "DROP TABLE two;");
        run(Action.MIGRATE, "");
        run(Action.UNDO, "");
        assertThat(versions.status("shop").current()).contains("1");
        assertThat(states()).containsExactly(State.APPLIED, State.UNDONE);
        assertThatThrownBy(() -> run(Action.UNDO, ""))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no file U1");
        run(Action.MIGRATE, "");
        assertThat(states()).containsOnly(State.APPLIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void aChangedFileStopsEverythingUntilItIsRepaired(String technology) throws Exception {
        open(technology);
        file("V1__one.sql", "CREATE TABLE one (a int);");
        run(Action.MIGRATE, "");
        file("V1__one.sql", "CREATE TABLE one (a int); -- changed");
        file("V2__two.sql", "CREATE TABLE two (a int);");
        Status status = versions.status("shop");
        assertThat(status.drift()).singleElement().asString().contains("V1__one.sql was changed");
        assertThatThrownBy(() -> run(Action.MIGRATE, "")).hasMessageContaining("V1__one.sql was changed");
        run(Action.REPAIR, "");
        run(Action.MIGRATE, "");
        assertThat(states()).containsOnly(State.APPLIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void aBaselineStandsForWhatIsBelowIt(String technology) throws Exception {
        open(technology);
        TestStores.run(store, "CREATE TABLE one (a int)");
        file("V1__one.sql", "CREATE TABLE one (a int);");
        file("V2__two.sql", "CREATE TABLE two (a int);");
        run(Action.BASELINE, "1");
        assertThat(states()).containsExactly(State.BASELINE, State.PENDING);
        run(Action.MIGRATE, "");
        assertThat(versions.status("shop").current()).contains("2");
        assertThat(flyway().validateWithResult().validationSuccessful).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgres"})
    void aLateFileIsRunOnlyWhenThatIsAllowed(String technology) throws Exception {
        open(technology);
        file("V2__two.sql", "CREATE TABLE two (a int);");
        run(Action.MIGRATE, "");
        file("V1__one.sql", "CREATE TABLE one (a int);");
        assertThat(states()).containsExactly(State.OUT_OF_ORDER, State.APPLIED);
        assertThatThrownBy(() -> run(Action.MIGRATE, "")).hasMessageContaining("out of order");
        versions.run("shop", new Wanted(Action.MIGRATE, Optional.empty(), true), new UnwatchedRun());
        assertThat(states()).containsOnly(State.APPLIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres"})
    void whatCannotRunInATransactionRunsOutside(String technology) throws Exception {
        open(technology);
        file("V1__one.sql", "CREATE TABLE one (a int);");
        file("V2__index.sql", "CREATE INDEX CONCURRENTLY one_a ON one (a);");
        file("V3__broken.sql", "CREATE INDEX CONCURRENTLY one_b ON one (b);");
        assertThatThrownBy(() -> run(Action.MIGRATE, "")).isInstanceOf(RunFailedException.class);
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED, State.FAILED);
        run(Action.REPAIR, "");
        assertThat(states()).containsExactly(State.APPLIED, State.APPLIED, State.PENDING);
    }
}
