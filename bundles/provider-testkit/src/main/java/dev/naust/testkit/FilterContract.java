package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A condition means the same in every store: what {@link Filter#matches} says. */
abstract class FilterContract extends ContractGroup {
    private static final int CONDITIONS = 300;
    private static final int COUNTED = 100;

    private static final List<Field> FIELDS = List.of(
            Field.of("number", FieldType.of(Kind.INT64)),
            Field.of("price", FieldType.decimal(12, 2, "")),
            Field.of("ratio", FieldType.of(Kind.FLOAT64)),
            Field.of("text", FieldType.of(Kind.TEXT)),
            Field.of("truth", FieldType.of(Kind.BOOL)),
            Field.of("day", FieldType.of(Kind.DATE)),
            Field.of("time", FieldType.of(Kind.LOCAL_TIMESTAMP)));

    @Test
    @DisplayName("finds by every operator what its definition finds")
    void findsByEveryOperator() throws InterruptedException {
        Schema schema = filled();
        for (Field field : schema.fields()) {
            for (Filter.Operator operator : Filter.Operator.values()) {
                for (Value value : RandomFilters.VALUES) {
                    assertSame(schema, new Filter.Comparison(field.name(), operator, value));
                }
            }
        }
    }

    @Test
    @DisplayName("finds by random combinations what their definition finds")
    void findsByRandomCombinations() throws InterruptedException {
        Schema schema = filled();
        List<String> names = schema.layout().names();
        for (int seed = 0; seed < CONDITIONS; seed++) {
            assertSame(schema, new RandomFilters(seed, names).next());
        }
    }

    @Test
    @DisplayName("counts what it would read")
    void countsWhatItWouldRead() throws InterruptedException {
        Schema schema = filled();
        List<String> names = schema.layout().names();

        assertThat(store().store().count(ReadRequest.of(schema.id()))).isEqualTo(all.size());
        for (int seed = 0; seed < COUNTED; seed++) {
            Filter filter = new RandomFilters(seed, names).next();
            assertThat(store().store().count(ReadRequest.of(schema.id()).where(filter)))
                    .as("how many records fulfil %s", filter)
                    .isEqualTo(all.stream()
                            .filter(record -> filter.matches(record.body()))
                            .count());
        }
    }

    @Test
    @DisplayName("of no parts is always true for all-of and never true for one-of")
    void ofNoPartsHasAMeaning() throws InterruptedException {
        Schema schema = filled();

        assertThat(store().read(ReadRequest.of(schema.id()).where(new Filter.And(List.of()))))
                .hasSameSizeAs(store().read(schema))
                .isNotEmpty();
        assertThat(store().read(ReadRequest.of(schema.id()).where(new Filter.Or(List.of()))))
                .isEmpty();
        assertThat(store().read(ReadRequest.of(schema.id()).where(new Filter.In("text", List.of()))))
                .isEmpty();
    }

    private void assertSame(Schema schema, Filter filter) throws InterruptedException {
        List<DataRecord> expected =
                all.stream().filter(record -> filter.matches(record.body())).toList();

        assertThat(Canonical.of(store().read(ReadRequest.of(schema.id()).where(filter))))
                .as("records that fulfil %s", filter)
                .containsExactlyInAnyOrderElementsOf(Canonical.of(expected));
    }

    private List<DataRecord> all = List.of();

    /** A collection in which every pool value stands in every field that holds it, beside nulls. */
    private Schema filled() throws InterruptedException {
        Schema schema = store().make("filtered", FIELDS.toArray(Field[]::new));
        List<DataRecord> records = new ArrayList<>();
        for (int i = 0; i < RandomFilters.VALUES.size() * 2; i++) {
            List<Value> values = new ArrayList<>(List.of(Value.int64(i)));
            for (int f = 0; f < FIELDS.size(); f++) {
                values.add(pick(FIELDS.get(f).type().kind(), i + 3 * f));
            }
            records.add(store().record(schema, values.toArray(Value[]::new)));
        }
        store().insert(schema, records);
        all = store().read(schema);
        return schema;
    }

    /** The value of the pool at or after a place that a field of this kind holds; every fourth is null. */
    private static Value pick(Kind kind, int place) {
        if (place % 4 == 3) {
            return Value.ofNull();
        }
        int size = RandomFilters.VALUES.size();
        for (int i = 0; i < size; i++) {
            Optional<Value> value = held(kind, RandomFilters.VALUES.get((place + i) % size));
            if (value.isPresent()) {
                return value.get();
            }
        }
        return Value.ofNull();
    }

    private static Optional<Value> held(Kind kind, Value value) {
        boolean fits = value.kind() == kind || kind == Kind.INT64 && value.kind() == Kind.INT32;
        // Some technologies have no negative zero and reject it; to compare with it must be possible everywhere.
        return fits && !value.equals(new Value.Float64(-0.0)) ? Conversions.to(kind, value) : Optional.empty();
    }
}
