package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.MigrationPlan;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    void a_plan_names_the_collations_of_postgresql_that_stay_behind() throws Exception {
        try (Store source = Technology.POSTGRES.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            Sql.run(
                    source,
                    "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                    "CREATE TABLE word (id int PRIMARY KEY, plain text, byte text COLLATE \"C\", any_case text COLLATE loose,"
                            + " own name, many text[] COLLATE \"C\")");

            assertThat(new MatrixRun(source, target).planned(List.of()).notCarried())
                    .containsExactlyInAnyOrder(
                            "public.word: The collation \"C\" of \"byte\" is not carried over",
                            "public.word: The collation \"C\" of \"many\" is not carried over",
                            "public.word: The collation \"loose\" of \"any_case\", by which texts that differ may be the"
                                    + " same, is not carried over");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRES", "SQLITE", "MONGODB"})
    void a_plan_names_texts_that_are_compared_without_case_in_the_source_alone(Technology technology) throws Exception {
        try (Store source = Technology.POSTGRES.open(folder);
                Store target = technology.open(folder)) {
            Sql.run(
                    source,
                    "CREATE SCHEMA more",
                    "CREATE EXTENSION citext SCHEMA more",
                    "CREATE TABLE person (id int PRIMARY KEY, mail more.citext UNIQUE, name text,"
                            + " others more.citext[])");
            MatrixRun run = new MatrixRun(source, target);

            assertThat(field(run.planned(List.of()), "mail").note())
                    .isEqualTo(
                            "texts that differ in upper and lower case alone are the same in the source (citext), and not"
                                    + " there, so that a unique rule lets more pass");
            assertThat(field(run.planned(List.of()), "others").note()).contains("are the same in the source (citext)");
            assertThat(field(run.planned(List.of()), "name").note()).isEmpty();
            assertThat(run.migrate(List.of()).warnings())
                    .filteredOn(line -> line.contains("citext"))
                    .anyMatch(line -> line.startsWith("public.person.mail is "))
                    .anyMatch(line -> line.contains("public.person.others "))
                    .hasSize(2);
        }
    }

    @Test
    void nothing_is_said_where_the_target_compares_without_case_too() throws Exception {
        try (Store source = Technology.POSTGRES.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            Sql.run(
                    source,
                    "CREATE EXTENSION citext",
                    "CREATE TABLE person (id int PRIMARY KEY, mail citext, others citext[])");
            Sql.run(target, "CREATE EXTENSION citext");

            MigrationPlan plan = new MatrixRun(source, target).planned(List.of());

            assertThat(field(plan, "mail").note()).isEmpty();
            assertThat(field(plan, "others").note()).isEmpty();
        }
    }

    @Test
    void a_domain_over_citext_is_compared_without_case_too() throws Exception {
        try (Store source = Technology.POSTGRES.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            String[] types = {
                "CREATE EXTENSION citext",
                "CREATE DOMAIN mail AS citext",
                "CREATE DOMAIN \"My Mail\" AS mail CHECK (length(value) < 100)"
            };
            Sql.run(source, types);
            Sql.run(source, "CREATE TABLE person (id int PRIMARY KEY, a mail UNIQUE, b \"My Mail\", c mail[], d text)");
            MatrixRun run = new MatrixRun(source, target);

            MigrationPlan plan = run.planned(List.of());
            for (String each : List.of("a", "b", "c")) {
                assertThat(field(plan, each).note()).as(each).contains("are the same in the source (citext)");
            }
            assertThat(field(plan, "d").note()).isEmpty();

            Sql.run(target, types);
            MigrationPlan kept = run.planned(List.of());
            for (String each : List.of("a", "b", "c")) {
                assertThat(field(kept, each).note()).as(each).doesNotContain("citext");
            }
        }
    }

    @Test
    void what_a_table_that_is_there_does_not_compare_as_the_source_is_named() throws Exception {
        try (Store source = Technology.POSTGRES.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            for (Store each : List.of(source, target)) {
                Sql.run(each, "CREATE EXTENSION citext", "CREATE DOMAIN mail AS citext");
            }
            Sql.run(
                    source,
                    "CREATE DOMAIN code AS text COLLATE \"C\"",
                    "CREATE TABLE person (id int PRIMARY KEY, a citext, b citext, c citext, d text COLLATE \"C\","
                            + " e text COLLATE \"C\", f text, g text, h code)");
            Sql.run(
                    target,
                    "CREATE TABLE person (id int PRIMARY KEY, a citext, b mail, c text, d text COLLATE \"C\","
                            + " e text, f text, g text COLLATE \"C\", h text COLLATE \"C\")");

            MigrationPlan plan = new MatrixRun(source, target).planned(List.of());

            assertThat(field(plan, "a").note()).isEmpty();
            assertThat(field(plan, "b").note()).isEmpty();
            assertThat(field(plan, "c").note())
                    .isEqualTo(
                            "texts that differ in upper and lower case alone are the same in the source (citext), and"
                                    + " not there, so that a unique rule lets more pass");
            assertThat(plan.notCarried())
                    .containsExactlyInAnyOrder(
                            "public.person: The collation \"C\" of \"e\", because public.person is there already and"
                                    + " compares \"e\" otherwise",
                            "public.person: The way that \"g\" is compared, because public.person is there already and"
                                    + " compares \"g\" by the collation \"C\"");
        }
    }

    @Test
    void a_plan_says_what_of_sqlite_is_an_index_and_no_view() throws Exception {
        try (Store source = Technology.SQLITE.open(folder);
                Store target = Technology.MEMORY.open(folder)) {
            Sql.run(
                    source,
                    "CREATE TABLE doc (id INTEGER PRIMARY KEY, a TEXT)",
                    "CREATE VIEW short AS SELECT a FROM doc",
                    "CREATE VIRTUAL TABLE words USING fts5(a, content='doc', content_rowid='id')");

            assertThat(new MatrixRun(source, target).planned(List.of()).notCarried())
                    .containsExactlyInAnyOrder(
                            "View short: a view is a stored query of one technology; make it anew in the target",
                            "words: it is a full-text index (fts5) of \"doc\", which keeps no records of its own; make it"
                                    + " anew in the target");
        }
    }

    @Test
    void a_reference_of_sqlite_to_what_is_not_unique_is_the_only_one_that_stays_behind() throws Exception {
        try (Store source = Technology.SQLITE.open(folder);
                Store target = Technology.POSTGRES.open(folder)) {
            Sql.run(
                    source,
                    "CREATE TABLE p (id INTEGER PRIMARY KEY, n INT)",
                    "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT REFERENCES p, b INT REFERENCES p (n))",
                    "INSERT INTO p VALUES (1, 5)",
                    "INSERT INTO t VALUES (1, 1, 5)");

            MigrationPlan plan = new MatrixRun(source, target).planned(List.of());

            assertThat(plan.notCarried())
                    .containsExactly("t: the reference from b to p, because no key of it makes n unique");
            assertThat(plan.warnings())
                    .containsExactly(
                            "t: The reference of (b) leads to columns of p that are not unique (n); SQLite cannot"
                                    + " check it, and no record is known to keep it");
        }
    }

    private static MigrationPlan.FieldPlan field(MigrationPlan plan, String name) {
        return plan.collections().get(0).fields().stream()
                .filter(each -> each.source().equals(name))
                .findFirst()
                .orElseThrow();
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
