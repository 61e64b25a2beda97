package dev.naust.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PackedRecordsTest {
    private static final Schema ALL = Schema.table(
            DatasetId.of("all"),
            java.util.Arrays.stream(Kind.values())
                    .filter(kind -> PackedRecords.canHold(one(kind)))
                    .map(kind -> Field.of(kind.name().toLowerCase(java.util.Locale.ROOT), FieldType.of(kind)))
                    .toList(),
            List.of("int64"));

    private final CanonicalForm form = new CanonicalForm();

    private static Schema one(Kind kind) {
        return Schema.table(DatasetId.of("one"), List.of(Field.of("v", FieldType.of(kind))), List.of());
    }

    @Provide
    Arbitrary<List<Map<Kind, Value>>> rows() {
        return AnyValue.scalar()
                .list()
                .ofMaxSize(20)
                .map(values -> {
                    Map<Kind, Value> row = new HashMap<>();
                    values.forEach(value -> row.put(value.kind(), value));
                    return row;
                })
                .list()
                .ofMaxSize(8);
    }

    @Property(tries = 500)
    void areTheSameContentAsTheRecordsThatWerePut(@ForAll("rows") List<Map<Kind, Value>> rows) {
        PackedRecords packed = new PackedRecords(ALL, 10);
        List<Document> documents = new ArrayList<>();
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        for (Map<Kind, Value> row : rows) {
            Value[] values = ALL.fields().stream()
                    .map(field -> row.getOrDefault(field.type().kind(), Value.ofNull()))
                    .toArray(Value[]::new);
            documents.add(Document.of(ALL.layout(), values));
            sum.add(form.hash(Document.of(ALL.layout(), values)));
            // One that cannot be packed leaves nothing behind.
            assertThat(packed.<RuntimeException>add((field, out) -> {
                        out.put(values[field]);
                        return field != 0;
                    }))
                    .isFalse();
            assertThat(packed.<RuntimeException>add((field, out) -> {
                        out.put(values[field]);
                        return true;
                    }))
                    .isTrue();
        }
        assertThat(packed.size()).isEqualTo(rows.size());
        assertThat(packed.content()).isEqualTo(sum.result());
        List<DataRecord> records = packed.records();
        for (int i = 0; i < records.size(); i++) {
            assertThat(form.hash(records.get(i).body())).isEqualTo(form.hash(documents.get(i)));
            for (int field = 0; field < ALL.fields().size(); field++) {
                assertThat(records.get(i).body().at(field).kind())
                        .isEqualTo(documents.get(i).at(field).kind());
            }
        }
    }

    @Test
    void areEmptiedAndFilledAgain() {
        PackedRecords packed = new PackedRecords(one(Kind.INT64), 2);
        for (int round = 0; round < 3; round++) {
            long number = round;
            assertThat(packed.isFull()).isFalse();
            for (int i = 0; i < 2; i++) {
                packed.<RuntimeException>add((field, out) -> {
                    out.putInteger(number);
                    return true;
                });
            }
            assertThat(packed.isFull()).isTrue();
            assertThat(packed.records())
                    .allSatisfy(each -> assertThat(each.body().at(0)).isEqualTo(Value.int64(number)));
            packed.clear();
        }
        assertThat(packed.content()).isEqualTo(ContentHash.empty());
    }

    @Test
    void haveNoValuesInsideOfValues() {
        assertThat(PackedRecords.canHold(one(Kind.ARRAY))).isFalse();
        assertThat(PackedRecords.canHold(one(Kind.EXTENSION))).isFalse();
        assertThat(ALL.fields()).hasSize(13);
    }
}
