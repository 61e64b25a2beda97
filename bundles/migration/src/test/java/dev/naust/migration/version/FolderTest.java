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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Folders and histories as people have them who come from Flyway, each beside Flyway itself. */
final class FolderTest {
    @TempDir
    Path home;

    private Store store;
    private Path folder;
    private SchemaVersioner versions;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        store = TestStores.postgres();
        folder = Files.createDirectories(home.resolve("config/schema/shop"));
        DockedStores registry = new DockedStores();
        registry.dock("shop", "postgres", store);
        versions = new SchemaVersioner(registry, home);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void run(Action action) throws InterruptedException, RunFailedException {
        versions.run("shop", new Wanted(action, Optional.empty(), false), new UnwatchedRun());
    }

    private Plan plan() throws InterruptedException {
        return versions.plan("shop", new Wanted(Action.MIGRATE, Optional.empty(), false));
    }

    private List<State> states() throws InterruptedException {
        return versions.status("shop").versions().stream().map(Version::state).toList();
    }

    private Flyway flyway(String table) throws InterruptedException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://localhost:" + TestStores.port() + "/"
                + TestStores.ask(store, "SELECT current_database() AS name").get(0));
        source.setUser("postgres");
        return Flyway.configure()
                .dataSource(source)
                .table(table)
                .locations("filesystem:" + folder)
                .load();
    }

    private Flyway flyway() throws InterruptedException {
        return flyway("flyway_schema_history");
    }

    /** Both take the folder, the second finds nothing left to do. */
    private void bothTakeIt() throws InterruptedException, RunFailedException {
        run(Action.MIGRATE);
        assertThat(states()).isNotEmpty().containsOnly(State.APPLIED);
        assertThat(flyway().validateWithResult().getAllErrorMessages()).isBlank();
        assertThat(flyway().migrate().migrationsExecuted).isZero();
    }

    @Test
    void aFolderThatIsALinkIsRead() throws Exception {
        file("V1__one.sql", "CREATE TABLE one (a int);");
        Files.move(folder, home.resolve("elsewhere"));
        Files.createSymbolicLink(folder, home.resolve("elsewhere"));
        bothTakeIt();
    }

    @Test
    void aMountedFolderOfLinksIsRead() throws Exception {
        file("..2026_01/V1__one.sql", "CREATE TABLE one (a int);");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(folder.resolve("V1__one.sql"), Path.of("..data/V1__one.sql"));
        bothTakeIt();
    }

    @Test
    void whatIsHiddenOrNamedLikeNoVersionIsNotRun() throws Exception {
        file("V1__one.SQL", "CREATE TABLE one (a int);");
        file("V2.sql", "CREATE TABLE two (a int);");
        file("._V1__one.sql", "not SQL");
        file(".git/V1__one.sql", "not SQL");
        file("seed.sql", "not SQL");
        assertThat(plan().warnings()).singleElement().asString().contains("seed.sql is named like no version");
        bothTakeIt();
    }

    @Test
    void whatIsMeantToBeAVersionIsNotPassedOver() throws Exception {
        for (String name : List.of("v1__one.sql", "V1-beta__one.sql", "r__again.sql", "V1_one.sql")) {
            file(name, "SELECT 1");
            assertThatThrownBy(this::plan).hasMessageContaining(name + " is not named as expected");
            Files.delete(folder.resolve(name));
        }
        Files.createSymbolicLink(folder.resolve("V1__one.sql"), Path.of("nowhere.sql"));
        assertThatThrownBy(this::plan).hasMessageContaining("V1__one.sql leads to no file");
    }

    @Test
    void filesOfAnotherEncodingAreReadAsTheirSettingsSay() throws Exception {
        byte[] text =
                "CREATE TABLE berries AS SELECT 'bl\u00e5b\u00e6r' AS name;".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve("V1__one.sql"), text);
        assertThatThrownBy(this::plan)
                .hasMessageContaining("V1__one.sql is not UTF-8")
                .hasMessageContaining("encoding=");
        file("V1__one.sql.conf", "encoding=ISO_8859_1");
        bothTakeIt();
        assertThat(TestStores.ask(store, "SELECT name FROM berries")).containsExactly("bl\u00e5b\u00e6r");
    }

    @Test
    void callbacksRunAtTheirEvents() throws Exception {
        file("beforeMigrate.sql", "CREATE TABLE IF NOT EXISTS log (t text); INSERT INTO log VALUES ('before');");
        file("beforeEachMigrate.sql", "INSERT INTO log VALUES ('before each');");
        file("afterEachMigrate__x.sql", "INSERT INTO log VALUES ('after each');");
        file("afterMigrate.sql", "INSERT INTO log VALUES ('after');");
        file("afterClean.sql", "INSERT INTO log VALUES ('cleaned');");
        file("V1__one.sql", "INSERT INTO log VALUES ('one');");
        assertThat(plan().warnings()).singleElement().asString().contains("afterClean.sql");
        run(Action.MIGRATE);
        assertThat(TestStores.ask(store, "SELECT t FROM log"))
                .containsExactly("before", "before each", "one", "after each", "after");
        assertThat(flyway().validateWithResult().getAllErrorMessages()).isBlank();
        file("V2__two.sql", "INSERT INTO log VALUES ('two');");
        flyway().migrate();
        assertThat(TestStores.ask(store, "SELECT t FROM log OFFSET 5"))
                .containsExactly("before", "before each", "two", "after each", "after");
    }

    @Test
    void aCallbackThatFailsStopsTheRunAndTakesItsFileBack() throws Exception {
        file("afterEachMigrate.sql", "INSERT INTO nowhere VALUES (1);");
        file("V1__one.sql", "CREATE TABLE one (a int);");
        assertThatThrownBy(() -> run(Action.MIGRATE))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("afterEachMigrate.sql failed in line 1");
        assertThat(states()).containsExactly(State.PENDING);
    }

    @Test
    void aFileForABaselineStandsForAllBelowIt() throws Exception {
        file("V1__one.sql", "CREATE TABLE one (a int);");
        file("V2__two.sql", "CREATE TABLE two (a int);");
        file("B2__both.sql", "CREATE TABLE one (a int); CREATE TABLE two (a int);");
        file("V3__three.sql", "CREATE TABLE three (a int);");
        assertThat(plan().steps()).extracting(step -> step.script()).containsExactly("B2__both.sql", "V3__three.sql");
        run(Action.MIGRATE);
        assertThat(states()).containsExactly(State.BELOW_BASELINE, State.BASELINE, State.APPLIED);
        assertThat(flyway().migrate().migrationsExecuted).isZero();
        run(Action.MIGRATE);
    }

    @Test
    void aFileForABaselineThatFlywayRanIsKnown() throws Exception {
        file("B2__both.sql", "CREATE TABLE two (a int);");
        file("V3__three.sql", "CREATE TABLE three (a int);");
        flyway().migrate();
        assertThat(versions.status("shop").drift()).isEmpty();
        assertThat(plan().steps()).isEmpty();
        assertThat(plan().blockers()).isEmpty();
    }

    @Test
    void filesThatAreGoneForGoodAreNotedAsFlywayNotesThem() throws Exception {
        file("V1__one.sql", "SELECT 1");
        file("V2__two.sql", "SELECT 2");
        file("R__again.sql", "SELECT 3");
        run(Action.MIGRATE);
        Files.delete(folder.resolve("V1__one.sql"));
        Files.delete(folder.resolve("R__again.sql"));
        assertThatThrownBy(() -> run(Action.MIGRATE)).hasMessageContaining("repair the history");
        run(Action.REPAIR);
        assertThat(versions.status("shop").drift()).isEmpty();
        bothTakeIt();
    }

    @Test
    void filesThatFlywayNotedAsGoneAreNotMissed() throws Exception {
        file("V1__one.sql", "SELECT 1");
        file("V2__two.sql", "SELECT 2");
        file("R__again.sql", "SELECT 3");
        flyway().migrate();
        Files.delete(folder.resolve("V1__one.sql"));
        Files.delete(folder.resolve("R__again.sql"));
        flyway().repair();
        assertThat(versions.status("shop").drift()).isEmpty();
        bothTakeIt();
    }

    @Test
    void theHistoryIsWhereTheSettingsSay() throws Exception {
        file("V1__one.sql", "CREATE TABLE one (a int);");
        flyway("my_versions").migrate();
        assertThat(plan().warnings()).singleElement().asString().contains("flyway.table=");
        file("flyway.conf", "flyway.table=my_versions\nflyway.sqlMigrationPrefix=M\nflyway.password=secret");
        assertThat(states()).containsExactly(State.APPLIED);
        assertThat(plan().warnings())
                .singleElement()
                .asString()
                .contains("flyway.sqlMigrationPrefix")
                .doesNotContain("secret");
        file("V2__two.sql", "CREATE TABLE two (a int);");
        run(Action.MIGRATE);
        assertThat(flyway("my_versions").migrate().migrationsExecuted).isZero();
        file("flyway.conf", "flyway.table=my_versions\nflyway.schemas=other,public");
        assertThatThrownBy(this::plan).hasMessageContaining("in the schema other");
    }

    @Test
    void whatAFileSetsDoesNotReachTheNext() throws Exception {
        String role = "weak_" + System.nanoTime();
        file("V1__set.sql", "CREATE SCHEMA s; CREATE ROLE " + role + "; SET search_path = s; SET ROLE " + role + ";");
        file("V2__dump.sql", "SELECT pg_catalog.set_config('search_path', '', false);");
        file("V3__two.sql", "CREATE TABLE two (a int);");
        bothTakeIt();
        assertThat(TestStores.ask(store, "SELECT count(*) AS n FROM public.two"))
                .containsExactly("0");
    }

    @Test
    void aPlaceholderOfAFileThatWasRunIsNotMissed() throws Exception {
        file("V1__one.sql", "CREATE TABLE ${name} (s text DEFAULT '${flyway:defaultSchema} ${flyway:database}');");
        file("flyway.conf", "flyway.placeholders.name=one");
        run(Action.MIGRATE);
        Files.delete(folder.resolve("flyway.conf"));
        file("V2__two.sql", "INSERT INTO one VALUES (DEFAULT)");
        run(Action.MIGRATE);
        assertThat(TestStores.ask(store, "SELECT s FROM one"))
                .singleElement()
                .asString()
                .startsWith("public structure_");
    }

    @Test
    void aFileThatChangesBetweenLookingAndRunningIsNotRun() throws Exception {
        file("V1__one.sql", "SELECT 1");
        ScriptFile seen = ScriptFolder.of(folder).files().get(0);
        file("V1__one.sql", "SELECT 2");
        assertThatThrownBy(seen::text).hasMessageContaining("changed while it was looked at");
    }
}
