package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TogetherTest {
    private static final long LARGE = 1_000_000;

    private static Schema schema(int number) {
        return Schema.table(
                DatasetId.of("t" + number), List.of(Field.required("id", FieldType.of(Kind.INT64))), List.of("id"));
    }

    private static SchemaStep step(int number) {
        return new SchemaStep(Phase.CREATE, schema(number), "table t" + number, "CREATE TABLE t" + number + " ()");
    }

    private static MigrationPlan plan(int collections, int large) {
        List<CollectionPlan> plans = new ArrayList<>();
        List<SchemaStep> steps = new ArrayList<>();
        for (int i = 0; i < collections; i++) {
            Schema schema = schema(i);
            plans.add(new CollectionPlan(schema.id(), schema.id(), i == large ? LARGE : 3, schema, schema, List.of()));
            steps.add(step(i));
        }
        return new MigrationPlan(
                "from", "to", plans, steps, List.of(), List.of(), List.of(), List.of(), Optional.empty());
    }

    @Test
    void smallCollectionsAreMadeInGroupsAndALargeOneByItselfInTheSameOrder() {
        MigrationPlan plan = plan(130, 60);
        List<List<SchemaStep>> groups = Together.groups(plan, plan.steps());
        assertThat(groups).extracting(List::size).containsExactly(50, 10, 1, 50, 19);
        assertThat(groups.stream().flatMap(List::stream)).containsExactlyElementsOf(plan.steps());
        assertThat(groups.get(2)).containsExactly(step(60));
    }
}
