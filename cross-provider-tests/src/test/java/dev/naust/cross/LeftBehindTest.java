package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.MigrationPlan;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a database has besides its records, and a plan names because it stays behind. */
@Timeout(60)
class LeftBehindTest {
    @TempDir
    private Path folder;

    @Test
    void a_plan_names_all_that_postgresql_has_and_no_record_brings() throws Exception {
        try (Store source = Technology.POSTGRES.open(folder);
                Store target = Technology.SQLITE.open(folder)) {
            Sql.run(
                    source,
                    "CREATE SEQUENCE tickets",
                    "CREATE TABLE person (id serial PRIMARY KEY, name text)",
                    "CREATE TABLE employee (boss int) INHERITS (person)",
                    "CREATE TABLE patient (id int PRIMARY KEY)",
                    "ALTER TABLE patient ENABLE ROW LEVEL SECURITY");
            MatrixRun run = new MatrixRun(source, target);

            assertThat(run.planned(List.of()).notCarried())
                    .containsExactlyInAnyOrder(
                            "Sequence public.tickets: it goes with no column; make it anew in the target where it is needed",
                            "public.employee: The inheritance from person is not carried over",
                            "public.patient: Row security is not carried over");
            assertThat(run.planned(List.of("patient")).notCarried())
                    .containsExactly("public.patient: Row security is not carried over");
        }
    }

    @Test
    void a_plan_names_rules_and_settings_of_postgresql_that_are_weaker_in_the_target() throws Exception {
        try (Store source = Technology.POSTGRES.open(folder);
                Store target = Technology.SQLITE.open(folder)) {
            Sql.run(
                    source,
                    "CREATE UNLOGGED TABLE step (id int GENERATED ALWAYS AS IDENTITY (INCREMENT 5 CYCLE) PRIMARY KEY,"
                            + " place int UNIQUE DEFERRABLE, label text UNIQUE NULLS NOT DISTINCT, n serial)");

            assertThat(new MatrixRun(source, target).planned(List.of()).notCarried())
                    .containsExactlyInAnyOrder(
                            "public.step: That the table is unlogged is not carried over",
                            "public.step: That the rule \"step_place_key\" can wait for the end of a transaction is not carried over",
                            "public.step: That \"step_label_key\" lets one record alone be without a value is not carried over",
                            "public.step: That the numbers of \"id\" go on by 5 and begin again at their end is not carried over");
        }
    }

    @Test
    void a_table_without_columns_stands_against_a_target_whose_tables_have_some() throws Exception {
        try (Store source = Technology.POSTGRES.open(folder);
                Store target = Technology.SQLITE.open(folder)) {
            Sql.run(source, "CREATE TABLE bare ()", "INSERT INTO bare DEFAULT VALUES");

            MigrationPlan plan = new MatrixRun(source, target).planned(List.of());

            assertThat(plan.blockers())
                    .containsExactly("The target cannot have public.bare: it has 0 fields, and a table of SQLite at"
                            + " least 1: leave it out");
        }
    }
}
