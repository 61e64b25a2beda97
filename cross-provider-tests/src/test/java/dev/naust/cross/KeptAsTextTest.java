package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Limits;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fields whose type the target has, and some of whose values it has not. */
@Timeout(60)
class KeptAsTextTest {
    private static final Options AS_TEXT =
            new Options(Conflict.FAIL, 500, true, false, 1, false, false, Lossy.AS_TEXT, Limits.none());

    @TempDir
    private Path folder;

    @Test
    void a_field_with_a_value_that_the_target_refuses_is_kept_as_text_where_that_was_asked_for() throws Exception {
        try (Store source = Technology.POSTGRES.open(folder);
                Store target = Technology.SQLITE.open(folder)) {
            Sql.run(
                    source,
                    "CREATE TABLE reading (id int PRIMARY KEY, amount numeric(8,2), price numeric(8,2))",
                    "INSERT INTO reading SELECT n, CASE n WHEN 700 THEN numeric 'NaN' ELSE n END, n FROM generate_series(1, 900) n");
            MatrixRun run = new MatrixRun(source, target);

            MigrationReport report = run.migrate(List.of("reading"), AS_TEXT);

            assertThat(report.written()).isEqualTo(900);
            assertThat(report.rejected()).isZero();
            assertThat(fidelities(run.plan())).containsExactly("id WIDENED", "amount WIDENED", "price EXACT");
            FieldPlan amount = run.plan().collections().get(0).fields().get(1);
            assertThat(amount.note()).startsWith("held as text, as asked for: NaN");
        }
    }

    private static List<String> fidelities(MigrationPlan plan) {
        return plan.collections().get(0).fields().stream()
                .map(field -> field.source() + " " + field.fidelity())
                .toList();
    }
}
