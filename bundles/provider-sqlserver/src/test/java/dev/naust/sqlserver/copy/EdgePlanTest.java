package dev.naust.sqlserver.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Document;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Mapping;
import dev.naust.json.JsonValues;
import dev.naust.sqlserver.catalogue.SqlServerTypes;
import dev.naust.sqlserver.type.Base;
import dev.naust.sqlserver.type.ColumnType;
import dev.naust.testkit.MatrixValues;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the plan says of every kind of the type matrix, held against what becomes of each of its values; without a server. */
class EdgePlanTest {
    private static final SqlServerTypes TYPES = new SqlServerTypes();
    private static final JsonValues JSON = new JsonValues();

    static Stream<String> collections() {
        return MatrixValues.types().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("collections")
    void everyEdgeValueIsSentAsItIsOrRefusedAsThePlanSays(String collection) {
        Mapping mapping = TYPES.plan(Field.of("v", MatrixValues.types().get(collection)));
        boolean planned =
                mapping.fidelity() != Fidelity.EXACT || !mapping.note().isEmpty();
        List<String> wrong = new ArrayList<>();
        for (Value value : MatrixValues.of(collection)) {
            try {
                Object sent = Cells.of(column(mapping.target().type()), arriving(value, mapping));
                if (!says(value, sent)) {
                    wrong.add(value + " is sent as " + sent);
                }
            } catch (MisfitException e) {
                boolean brokenText = value instanceof Text text && !text.isWellFormed();
                if (!planned && !brokenText) {
                    wrong.add(value + " is refused though the plan said nothing: " + e.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Nothing but what the server has no form for may be refused. */
    @ParameterizedTest
    @CsvSource({
        "bool,0",
        "int32,0",
        "int64,0",
        "bytes,0",
        "uuid,0",
        "document,0",
        "array,0",
        "extension,0",
        "json,0",
        "float64,3",
        "text,1",
        "date,5",
        "time,2",
        "local_timestamp,3",
        "moment,3",
        "offset_timestamp,5",
        "decimal,8"
    })
    void soManyEdgeValuesAreRefused(String collection, int refused) {
        Mapping mapping = TYPES.plan(Field.of("v", MatrixValues.types().get(collection)));

        assertThat(MatrixValues.of(collection))
                .filteredOn(value -> isRefused(value, mapping))
                .hasSize(refused);
    }

    @Test
    void theRefusalsOfTimesAreInThePlanAlsoWhereTheSourceSaysHowFineItsTimesAre() {
        FieldType fine = new FieldType(
                Kind.OFFSET_TIMESTAMP,
                java.util.OptionalInt.of(6),
                java.util.OptionalInt.empty(),
                Optional.empty(),
                "timestamptz(6)");

        assertThat(TYPES.plan(Field.of("v", fine)).note()).contains("years before 1", "14 hours");
        assertThat(TYPES.plan(TYPES.plan(Field.of("v", fine)).target()).note()).isEmpty();
    }

    private static boolean isRefused(Value value, Mapping mapping) {
        try {
            Cells.of(column(mapping.target().type()), arriving(value, mapping));
            return false;
        } catch (MisfitException e) {
            return true;
        }
    }

    /** What the pump hands to the writer: JSON text for what the server has no type for. */
    private static Value arriving(Value value, Mapping mapping) {
        boolean asText = mapping.target().type().kind() == Kind.TEXT && value.kind() != Kind.TEXT;
        if (!asText || value == Value.ofNull()) {
            return value;
        }
        return switch (value.kind()) {
            case ARRAY, DOCUMENT -> Text.of(JSON.write(value));
            case JSON -> ((Value.Json) value).text();
            default -> Text.of(value.toString());
        };
    }

    private static ColumnType column(FieldType planned) {
        String name = planned.nativeType().replaceAll("\\(.*", "");
        boolean decimal = planned.kind() == Kind.DECIMAL;
        boolean time = !decimal && planned.kind() != Kind.TEXT && planned.kind() != Kind.BYTES;
        return new ColumnType(
                Base.valueOf(name.toUpperCase(Locale.ROOT)),
                -1,
                decimal ? planned.precision().orElseThrow() : 0,
                decimal
                        ? planned.scale().orElseThrow()
                        : time ? planned.precision().orElse(0) : 0,
                0);
    }

    /** Whether what is sent says what the value says. */
    private static boolean says(Value value, @org.jspecify.annotations.Nullable Object sent) {
        if (value == Value.ofNull() || sent == null) {
            return value == Value.ofNull() && sent == null;
        }
        return switch (value.kind()) {
            case BOOL -> sent.equals(((Value.Bool) value).isTrue());
            case INT32 -> sent.equals(((Value.Int32) value).number());
            case INT64 -> sent.equals(((Value.Int64) value).number());
            case FLOAT64 -> sent.equals(((Value.Float64) value).number());
            case DECIMAL -> ((BigDecimal) sent).compareTo(((Value.Decimal) value).number()) == 0;
            case BYTES -> java.util.Arrays.equals((byte[]) sent, ((Bytes) value).array());
            case DATE -> LocalDate.parse((String) sent).equals(((Value.Date) value).date());
            case TIME -> ((LocalTime) sent).equals(((Value.Time) value).time());
            case LOCAL_TIMESTAMP ->
                LocalDateTime.parse((String) sent).equals(((Value.LocalTimestamp) value).timestamp());
            case OFFSET_TIMESTAMP ->
                OffsetDateTime.parse((String) sent).equals(((Value.OffsetTimestamp) value).timestamp());
            case MOMENT ->
                OffsetDateTime.parse((String) sent)
                        .equals(((Value.Moment) value).instant().atOffset(ZoneOffset.UTC));
            case TEXT, UUID, JSON, EXTENSION -> sent.equals(value.toString());
            case ARRAY, DOCUMENT -> sent.equals(JSON.write(value instanceof Document body ? body : value));
            case NULL -> false;
        };
    }
}
