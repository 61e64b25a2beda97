package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.Value;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Sql;
import dev.naust.api.store.Sql.Explanation;
import dev.naust.api.store.Sql.Rows;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions are answered and cannot change anything; for stores that claim {@link Capability#SQL}. */
abstract class SqlContract extends ContractGroup {
    private static final int MANY = 5_000;

    @BeforeEach
    void onlyWhereThereIsSql() throws InterruptedException {
        assumeTrue(store().provider().info().capabilities().contains(Capability.SQL), "This technology claims no SQL");
        store().make("there", Samples.NAME);
    }

    @Test
    @DisplayName("answers with its columns and rows")
    void answers() throws InterruptedException {
        try (Rows rows = sql().query(SqlStatement.of("SELECT 1 AS one, 'båt' AS word, NULL AS missing"))) {
            assertThat(rows.columns()).extracting(Field::name).containsExactly("one", "word", "missing");
            List<DataRecord> all = rows.next(10, Long.MAX_VALUE).records();
            assertThat(all).hasSize(1);
            assertThat(all.get(0).body().at(0).toString()).isEqualTo("1");
            assertThat(all.get(0).body().at(1)).isEqualTo(Value.text("båt"));
            assertThat(all.get(0).body().at(2)).isEqualTo(Value.ofNull());
        }
    }

    @Test
    @DisplayName("takes values as parameters, whatever is in them")
    void takesParameters() throws InterruptedException {
        String hostile = "x'; DROP TABLE y; --";
        try (Rows rows = sql().query(
                        SqlStatement.of("SELECT 1 AS one WHERE ? = 'x''; DROP TABLE y; --'", Value.text(hostile)))) {
            assertThat(rows.next(10, Long.MAX_VALUE).records()).hasSize(1);
        }
    }

    @Test
    @DisplayName("hands a long answer out batch by batch")
    void handsOutBatches() throws InterruptedException {
        String digits =
                "WITH d(i) AS (SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
                        + " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
        String numbers = " SELECT a.i FROM d a CROSS JOIN d b CROSS JOIN d c CROSS JOIN d e WHERE e.i < 5";
        List<DataRecord> all = new ArrayList<>();
        try (Rows rows = sql().query(SqlStatement.of(digits + numbers))) {
            boolean last = false;
            while (!last) {
                var batch = rows.next(100, Long.MAX_VALUE);
                assertThat(batch.records()).hasSizeLessThanOrEqualTo(100);
                all.addAll(batch.records());
                last = batch.last();
            }
        }
        assertThat(all).hasSize(MANY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE naust_refused (a INTEGER)",
                "INSERT INTO naust_made VALUES (1)",
                "DELETE FROM naust_made",
                "SELECT 1; DELETE FROM naust_made",
                "DROP TABLE naust_made"
            })
    @DisplayName("cannot change anything by a question")
    void cannotWrite(String statement) throws InterruptedException {
        sql().execute(SqlStatement.of("CREATE TABLE naust_made (a INTEGER)"));
        sql().execute(SqlStatement.of("INSERT INTO naust_made VALUES (?)", Value.int64(7)));

        try (Rows rows = sql().query(SqlStatement.of(statement))) {
            rows.next(10, Long.MAX_VALUE);
        } catch (StoreException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }

        try (Rows rows = sql().query(SqlStatement.of("SELECT a FROM naust_made"))) {
            assertThat(rows.next(10, Long.MAX_VALUE).records()).hasSize(1);
        }
        assertThatThrownBy(() -> sql().query(SqlStatement.of("SELECT a FROM naust_refused")))
                .isInstanceOf(StoreException.class);
    }

    @Test
    @DisplayName("says how many records a command changed")
    void countsChanges() throws InterruptedException {
        sql().execute(SqlStatement.of("CREATE TABLE naust_made (a INTEGER)"));

        assertThat(sql().execute(SqlStatement.of("INSERT INTO naust_made VALUES (1), (2), (3)")))
                .isEqualTo(3);
        assertThat(sql().execute(SqlStatement.of("DELETE FROM naust_made WHERE a > ?", Value.int64(1))))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("explains a statement without running it, and measures only what reads")
    void explains() throws InterruptedException {
        sql().execute(SqlStatement.of("CREATE TABLE naust_made (a INTEGER)"));
        sql().execute(SqlStatement.of("INSERT INTO naust_made VALUES (1)"));

        Explanation plan = sql().explain(SqlStatement.of("SELECT a FROM naust_made WHERE a = 1"), false);
        Explanation measured = sql().explain(SqlStatement.of("SELECT a FROM naust_made WHERE a = 1"), true);
        try {
            sql().explain(SqlStatement.of("DELETE FROM naust_made"), true);
        } catch (StoreException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }

        assertThat(plan.plan()).isNotBlank();
        assertThat(plan.milliseconds()).isEmpty();
        assertThat(plan.scans()).contains("naust_made");
        assertThat(measured.milliseconds()).isPresent();
        try (Rows rows = sql().query(SqlStatement.of("SELECT a FROM naust_made"))) {
            assertThat(rows.next(10, Long.MAX_VALUE).records()).hasSize(1);
        }
    }

    private Sql sql() {
        return store().store().sql().orElseThrow();
    }
}
