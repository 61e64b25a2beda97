package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Scrutiny;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every value arrives as it was, or is rejected by name, or was announced as not held; nothing changes in silence. */
abstract class TypeContract extends ContractGroup {
    private static final Set<Kind> EXACT_NUMBERS = Set.of(Kind.INT32, Kind.INT64, Kind.DECIMAL);

    @ParameterizedTest(name = "of kind {0} is planned honestly")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NULL")
    @DisplayName("is planned honestly")
    void isPlannedHonestly(Kind kind) {
        Field source = Field.of("v", type(kind));

        Mapping mapping = store().store().types().plan(source);

        assertThat(mapping.target().name()).isEqualTo("v");
        if (mapping.fidelity() == Fidelity.EXACT) {
            Kind target = mapping.target().type().kind();
            boolean same = target == kind || EXACT_NUMBERS.contains(kind) && EXACT_NUMBERS.contains(target);
            assertThat(same)
                    .as("%s is said to be held exactly, as %s", kind, target)
                    .isTrue();
        } else {
            assertThat(mapping.note())
                    .as("why %s is %s", kind, mapping.fidelity())
                    .isNotBlank();
        }
    }

    @ParameterizedTest(name = "of kind {0} comes back as it was, or is rejected by name")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NULL")
    @DisplayName("comes back as it was, or is rejected by name")
    void comesBackOrIsRejected(Kind kind) throws InterruptedException {
        Field source = Field.of("v", type(kind));
        Mapping mapping = store().store().types().plan(source);
        if (mapping.fidelity() == Fidelity.UNSUPPORTED) {
            return;
        }
        roundTrip(source, EdgeValues.of(kind), mapping.fidelity() != Fidelity.LOSSY);
    }

    @ParameterizedTest(name = "that is the default of a field of kind {0} is put in as it is, or was not carried")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NULL")
    @DisplayName("that is a default is put in as it is, or was not carried")
    void isADefaultOrIsNone(Kind kind) throws InterruptedException {
        List<Field> fields = defaults(kind);

        Schema schema = store().make("defaults", fields.toArray(Field[]::new));
        Schema bare = Schema.table(schema.id(), List.of(schema.field("id").orElseThrow()), schema.key());
        store().write(WriteRequest.insert(bare), List.of(store().record(bare, Value.int64(1))));

        Document filled = store().read(schema).get(0).body();
        for (Field field : fields) {
            Field planned = store().store().types().plan(field).target();
            if (planned.defaultValue().orElse(null) instanceof DefaultValue.Constant constant
                    && constant.value().kind() == planned.type().kind()) {
                assertThat(Canonical.of(filled.get(field.name()).orElseThrow()))
                        .as("the default %s of a field of kind %s", constant.value(), kind)
                        .isEqualTo(Canonical.of(constant.value()));
            }
        }
    }

    /** Fields of one kind with small defaults of all kinds: loosely typed stores declare any of them. */
    private static List<Field> defaults(Kind kind) {
        List<Field> fields = new ArrayList<>();
        for (Kind of : Kind.values()) {
            for (EdgeValues.Case each : of == Kind.NULL ? List.<EdgeValues.Case>of() : EdgeValues.of(of)) {
                boolean small =
                        !(each.value() instanceof Content) && each.value().weight() < 1000;
                if (small) {
                    fields.add(Field.of("f" + fields.size(), type(kind))
                            .withDefault(Optional.of(new DefaultValue.Constant(each.value()))));
                }
            }
        }
        return fields;
    }

    @Test
    @DisplayName("that is an exact decimal keeps its scale where decimals are held exactly")
    void keepsTheScaleOfDecimals() throws InterruptedException {
        Field source = Field.of("v", FieldType.of(Kind.DECIMAL));
        if (store().store().types().plan(source).fidelity() != Fidelity.EXACT) {
            return;
        }
        Schema schema = store().make("scales", source);
        Value value = new Value.Decimal(new BigDecimal("1.500"));
        store().insert(schema, List.of(store().record(schema, Value.int64(1), value)));

        assertThat(store().read(schema).get(0).body().get("v")).contains(value);
    }

    @Test
    @DisplayName("that is larger or finer than a declared limit is rejected by name or held whole, never cut")
    void isNeverCut() throws InterruptedException {
        roundTrip(
                Field.of("v", FieldType.decimal(6, 2, "")),
                List.of(
                        decimal("1234.56", true),
                        decimal("-0.5", true),
                        decimal("12345.6", false),
                        decimal("0.005", false),
                        decimal("99999.999", false)),
                true);
        roundTrip(
                Field.of("v", FieldType.decimal(5, -2, "")),
                List.of(decimal("0", true), decimal("1234500", true), decimal("1234550", false)),
                true);
        roundTrip(
                Field.of("v", FieldType.decimal(2, 4, "")),
                List.of(decimal("0.00", true), decimal("0.0012", true), decimal("0.01", false)),
                true);
        roundTrip(
                Field.of("v", FieldType.sized(Kind.TEXT, 5, "")),
                List.of(text("12345", true), text("åßç🚢é", true), text("123456", false), text("12345 ", false)),
                true);
        roundTrip(
                Field.of("v", FieldType.of(Kind.INT32)),
                List.of(
                        new EdgeValues.Case(new Value.Int32(7), true),
                        new EdgeValues.Case(Value.int64(1L << 40), false)),
                true);
    }

    private int collections;

    private void roundTrip(Field source, List<EdgeValues.Case> cases, boolean everydayMustFit)
            throws InterruptedException {
        Schema schema = store().make("values" + collections++, source);
        Map<Long, EdgeValues.Case> byId = new HashMap<>();
        List<DataRecord> records = new ArrayList<>();
        for (EdgeValues.Case each : cases) {
            Optional<Value> converted = converted(schema, each.value());
            if (converted.isPresent()) {
                long id = records.size() + 1L;
                byId.put(id, new EdgeValues.Case(converted.get(), each.everyday()));
                records.add(store().record(schema, Value.int64(id), converted.get()));
            }
        }

        Map<Long, String> foreseen = refused(schema, records);
        Map<Long, String> foreseenBefore = refused(unmade(schema), records);

        WriteReport report = store().write(WriteRequest.insert(schema), records);
        if (store().store().scrutiny().isPresent()) {
            Map<Long, String> rejected = fields(report.rejected());
            assertThat(foreseen).as("what was said to be rejected").isEqualTo(rejected);
            assertThat(foreseenBefore)
                    .as("what was said to be rejected, before there was a collection")
                    .isEqualTo(rejected);
        }
        Map<Long, Value> found = new HashMap<>();
        for (DataRecord record : store().read(schema)) {
            found.put(id(record), record.body().get("v").orElseThrow());
        }

        for (Rejected reject : report.rejected()) {
            EdgeValues.Case given = byId.remove(id(reject.record()));
            assertThat(reject.field())
                    .as("the field to blame for %s", shown(given))
                    .isEqualTo("v");
            assertThat(reject.reason()).isNotBlank();
            assertThat(given.everyday() && everydayMustFit)
                    .as(
                            "%s, which every %s holds, was rejected: %s",
                            shown(given), source.type().describe(), reject.reason())
                    .isFalse();
        }
        assertThat(found.keySet()).as("the records that were not rejected").isEqualTo(byId.keySet());
        byId.forEach((id, given) -> assertThat(Canonical.of(found.get(id)))
                .as("what came back for %s", shown(given))
                .isEqualTo(Canonical.of(given.value())));
    }

    /** A collection with these fields that is not there. */
    private static Schema unmade(Schema schema) {
        List<String> path = new ArrayList<>(schema.id().path());
        path.set(path.size() - 1, path.get(path.size() - 1) + "_unmade");
        return new Schema(
                new DatasetId(path), schema.shape(), schema.fields(), schema.key(), List.of(), List.of(), List.of());
    }

    /** What the store would reject, by the records' ids: the field to blame. */
    private Map<Long, String> refused(Schema schema, List<DataRecord> records) throws InterruptedException {
        Optional<Scrutiny> scrutiny = store().store().scrutiny();
        return scrutiny.isPresent() ? fields(scrutiny.get().refused(schema, records)) : Map.of();
    }

    private static Map<Long, String> fields(List<Rejected> rejects) {
        Map<Long, String> fields = new TreeMap<>();
        rejects.forEach(each -> fields.put(id(each.record()), each.field()));
        return fields;
    }

    /** What the pump would hand over: the value in the target's kind, or as it is where only the target can judge it. */
    private static Optional<Value> converted(Schema schema, Value value) {
        Kind target = schema.field("v").orElseThrow().type().kind();
        boolean judgedByTarget = EXACT_NUMBERS.contains(target) && EXACT_NUMBERS.contains(value.kind());
        Optional<Value> converted = Conversions.to(target, value);
        return converted.isEmpty() && judgedByTarget ? Optional.of(value) : converted;
    }

    private static long id(DataRecord record) {
        return Long.parseLong(
                record.body().get("id").orElseThrow() instanceof Value.Int64 number
                        ? String.valueOf(number.number())
                        : idText(record.body().get("id").orElseThrow()));
    }

    private static String idText(Value id) {
        return id instanceof Value.Int32 small ? String.valueOf(small.number()) : id.toString();
    }

    private static FieldType type(Kind kind) {
        return switch (kind) {
            case ARRAY -> FieldType.of(Kind.ARRAY);
            case EXTENSION -> FieldType.of(Kind.EXTENSION, "naust-unknown");
            default -> FieldType.of(kind);
        };
    }

    private static EdgeValues.Case decimal(String text, boolean everyday) {
        return new EdgeValues.Case(new Value.Decimal(new BigDecimal(text)), everyday);
    }

    private static EdgeValues.Case text(String text, boolean everyday) {
        return new EdgeValues.Case(Value.text(text), everyday);
    }

    private static Canonical shown(EdgeValues.Case given) {
        return Canonical.of(given.value());
    }
}
