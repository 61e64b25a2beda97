package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.SchemaEditing;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Collections and fields may be called anything. */
abstract class NameContract extends ContractGroup {

    static Stream<String> names() {
        return Stream.of(
                "Mixed Case",
                "select",
                "TABLE",
                "user",
                "it's",
                "say \"hi\"",
                "back`tick",
                "[bracket]",
                "semi;colon --comment",
                "percent%under_score?",
                "dots.in.name",
                "../up",
                "a/b\\c",
                "CON",
                " spaces around ",
                "Zoë 🚢 漢字",
                "e\u0301",
                "tab\tand\nline",
                "1starts with a digit",
                "$dollar$",
                "x".repeat(300),
                "ø".repeat(300),
                "");
    }

    @ParameterizedTest(name = "such as {0}")
    @MethodSource("names")
    @DisplayName("is made to fit, always in the same way, and never empty")
    void isMadeToFit(String name) {
        SchemaEditing editing = store().editing();

        String fitted = editing.fit(name);

        assertThat(fitted).isNotEmpty();
        assertThat(editing.fit(name)).as("the same every time").isEqualTo(fitted);
        assertThat(editing.fit(fitted)).as("what fits is left alone").isEqualTo(fitted);
        assertThat(editing.sameName(fitted, fitted)).isTrue();
    }

    @ParameterizedTest(name = "such as {0}")
    @MethodSource("names")
    @DisplayName("works for a collection and for its fields")
    void worksForCollectionsAndFields(String name) throws InterruptedException {
        String fitted = store().editing().fit(name);
        Field field = Field.of(fitted, FieldType.of(Kind.TEXT));
        Schema schema = store().make(Schema.table(DatasetId.of(name), List.of(Samples.ID, field), List.of("id")));
        DataRecord record = store().record(schema, Value.int64(1), Value.text("here"));

        store().insert(schema, List.of(record));

        assertThat(schema.field(fitted)).as("the field as it is described").isPresent();
        assertThat(store().store().datasets()).extracting(Dataset::id).containsExactly(schema.id());
        assertThat(Canonical.of(store().read(ReadRequest.of(schema.id()).as(schema))))
                .containsExactly(Canonical.of(record));
        store().editing().drop(schema.id());
        assertThat(store().store().datasets()).isEmpty();
    }
}
