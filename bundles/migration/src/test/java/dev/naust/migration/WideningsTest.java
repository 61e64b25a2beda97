package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many fields that become the same for the same reason are one thing to read. */
class WideningsTest {

    @Test
    void fieldsOfOneKindAreNamedInOneSentenceAcrossCollections() {
        assertThat(Widenings.of(plan(
                        collection("a", field("id", "INTEGER", "wide"), field("name", "TEXT", "")),
                        collection("b", field("id", "INTEGER", "wide"), field("day", "TEXT", "no dates")))))
                .containsExactly(
                        "a.id and b.id are INTEGER in the target: wide", "b.day is TEXT in the target: no dates");
    }

    @Test
    void aWideTableDoesNotMakeALongSentence() {
        FieldPlan[] many = IntStream.range(0, 1_000)
                .mapToObj(i -> field("f" + i, "INTEGER", "wide"))
                .toArray(FieldPlan[]::new);
        assertThat(Widenings.of(plan(collection("a", many))))
                .singleElement()
                .asString()
                .startsWith("a.f0, a.f1, ")
                .endsWith("a.f19 and 980 more are INTEGER in the target: wide");
    }

    private static FieldPlan field(String name, String type, String note) {
        return new FieldPlan(name, "x", name, type, Fidelity.WIDENED, note);
    }

    private static CollectionPlan collection(String name, FieldPlan... fields) {
        Schema schema = Schema.table(DatasetId.of(name), List.of(), List.of());
        return new CollectionPlan(schema.id(), schema.id(), 0, schema, schema, List.of(fields));
    }

    private static MigrationPlan plan(CollectionPlan... collections) {
        return new MigrationPlan(
                "from",
                "to",
                List.of(collections),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
