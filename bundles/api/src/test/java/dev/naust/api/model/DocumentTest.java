package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DocumentTest {

    @Provide
    Arbitrary<Document> documents() {
        return AnyValue.document();
    }

    @Property
    void isRebuiltFromItsMap(@ForAll("documents") Document document) {
        Document again = Document.of(document.toMap());

        assertThat(again).isEqualTo(document).hasSameHashCodeAs(document);
        assertThat(again.weight()).isEqualTo(document.weight());
    }

    @Property
    void hasEveryFieldAtItsPosition(@ForAll("documents") Document document) {
        for (int i = 0; i < document.size(); i++) {
            String name = document.layout().names().get(i);

            assertThat(document.layout().indexOf(name)).isEqualTo(i);
            assertThat(document.get(name)).containsSame(document.at(i));
        }
    }

    @Property
    void changesOnlyTheFieldThatIsSet(@ForAll("documents") Document document) {
        Document changed = document.with("new field", Value.text("x"));

        assertThat(changed.size()).isEqualTo(document.size() + 1);
        assertThat(changed.without("new field")).isEqualTo(document);
        assertThat(document.get("new field")).as("the document itself").isEmpty();
    }

    @Test
    void tellsMissingFromNull() {
        Document document = Document.of(Map.of("a", Value.ofNull()));

        assertThat(document.get("a")).contains(Value.ofNull());
        assertThat(document.get("b")).isEmpty();
        assertThat(document.layout().indexOf("b")).isEqualTo(-1);
    }

    @Test
    void holdsNoTwoNamesThatAreTheSameInUtf8() {
        assertThatThrownBy(() -> Layout.of("a\uD83D", "b", "a\uDEA2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a?\" in UTF-8");
    }

    @Test
    void differsWhenItsFieldsStandInAnotherOrder() {
        Value[] values = {Value.int64(1), Value.int64(1)};

        assertThat(Document.of(Layout.of("a", "b"), values.clone()))
                .isNotEqualTo(Document.of(Layout.of("b", "a"), values.clone()));
    }

    @Test
    void refusesANameThatOccursTwiceAndMoreValuesThanNames() {
        assertThatThrownBy(() -> Layout.of("a", "b", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a\" occurs twice");
        assertThatThrownBy(() -> Document.of(Layout.of("a"), new Value[2]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAJavaNullAndSaysWhatToUse() {
        Map<String, Value> fields = new HashMap<>();
        fields.put("a", null);

        assertThatThrownBy(() -> Document.of(fields)).hasMessageContaining("Value.ofNull()");
    }

    @Test
    void isShownInTheCanonicalOrderOfItsBytesAndNotOfItsCharacters() {
        Layout layout = Layout.of("🚢", "\uFF5E", "é", "z", "Z", "", "za");
        List<String> ranked = java.util.stream.IntStream.range(0, layout.size())
                .mapToObj(rank -> layout.names().get(layout.canonical(rank)))
                .toList();

        assertThat(ranked).containsExactly("", "Z", "z", "za", "é", "\uFF5E", "🚢");
    }

    @Test
    void keepsItsKeyPartsInTheOrderOfTheKey() {
        Document body =
                Document.of(Layout.of("b", "x", "a"), new Value[] {Value.int64(2), Value.text("-"), Value.int64(1)});
        DataRecord record = DataRecord.of(List.of("a", "b"), body);

        assertThat(record.key().toString()).hasToString("a=" + Value.int64(1) + ", b=" + Value.int64(2));
        assertThat(record.key().toDocument().layout().names()).isEqualTo(Arrays.asList("a", "b"));
        assertThat(RecordKey.from(body, List.of("missing")).values()).containsExactly(Value.ofNull());
        assertThat(DataRecord.of(List.of(), body).key().isNone()).isTrue();
    }
}
