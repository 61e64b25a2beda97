package dev.naust.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.ForeignKey.Action;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactJsonTest {
    private final ExactJson exact = new ExactJson();

    @Property(tries = 2000)
    void everyValueReadsBackAsItself(@ForAll("values") Value value) {
        assertThat(exact.read(exact.write(value))).isEqualTo(value);
    }

    @Test
    void writesWhatJsonHasAsItIsAndNamesTheRest() {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("id", Value.int64(7));
        fields.put("price", new Value.Decimal(new BigDecimal("1.50")));
        fields.put("$price", new Value.Float64(-0.0));

        assertThat(exact.write(Document.of(fields)))
                .isEqualTo("{\"id\":7,\"price\":{\"$decimal\":\"1.50\"},\"$$price\":{\"$float64\":\"-0.0\"}}");
    }

    @Test
    void keepsTextAndJsonThatAreNoValidUtf8() {
        byte[] malformed = {'a', (byte) 0xff};

        assertThat(exact.read(exact.write(Text.ofUtf8(malformed)))).isEqualTo(Text.ofUtf8(malformed));
        assertThat(exact.read(exact.write(new Value.Json(Text.ofUtf8(malformed)))))
                .isEqualTo(new Value.Json(Text.ofUtf8(malformed)));
    }

    @Test
    void refusesToWriteWhatItCouldNotRead() {
        Value deep = Value.int64(1);
        for (int i = 0; i < ExactJson.DEEPEST; i++) {
            deep = new Value.Array(List.of(deep));
        }
        assertThat(exact.read(exact.write(deep))).isEqualTo(deep);

        Value deeper = new Value.Array(List.of(deep));
        assertThatThrownBy(() -> exact.write(deeper))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested deeper");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$unknown\": 1}",
                "{\"$int32\": 3000000000}",
                "{\"$int32\": \"1\"}",
                "{\"$decimal\": \"x\"}",
                "{\"$bytes\": \"?\"}",
                "{\"$date\": \"2026-02-30\"}",
                "{\"$extension\": [\"a\"]}",
                "{",
            })
    void refusesWhatItNeverWrites(String text) {
        assertThatThrownBy(() -> exact.read(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void aSchemaComesBackWithEverythingThatItDeclares() {
        Schema schema = new Schema(
                DatasetId.of("shop", "order line"),
                Shape.TABLE,
                List.of(
                        Field.required("id", FieldType.of(Kind.INT64)).withGeneration(Field.Generation.IDENTITY),
                        Field.of("price", FieldType.decimal(10, 2, "NUMERIC(10,2)"))
                                .withDefault(Optional.of(
                                        new DefaultValue.Constant(new Value.Decimal(new BigDecimal("0.00"))))),
                        Field.of("at", FieldType.of(Kind.MOMENT))
                                .withDefault(Optional.of(new DefaultValue.CurrentTime())),
                        Field.of("tags", FieldType.array(FieldType.sized(Kind.TEXT, 20, ""), ""))
                                .withDefault(Optional.of(new DefaultValue.Expression("'{}'::text[]")))),
                List.of("id"),
                List.of(new Index("ux", true, true, List.of(new Index.Part("at", true)))),
                List.of(new ForeignKey(
                        "fk", List.of("id"), DatasetId.of("o"), List.of("id"), Action.CASCADE, Action.RESTRICT, 3)),
                List.of("a check"));

        String text = exact.write(SchemaDocument.of(schema));

        assertThat(SchemaDocument.schema(exact.readDocument(text))).isEqualTo(schema);
    }

    @Test
    void aDocumentThatIsNoSchemaIsRefused() {
        assertThatThrownBy(() -> SchemaDocument.schema(Document.empty())).isInstanceOf(MalformedJsonException.class);
    }

    @Provide
    Arbitrary<Value> values() {
        return nested(3);
    }

    private static Arbitrary<Value> nested(int depth) {
        if (depth == 0) {
            return scalars();
        }
        Arbitrary<Value> inner = Arbitraries.lazy(() -> nested(depth - 1));
        Arbitrary<String> names =
                Arbitraries.oneOf(strings(4), Arbitraries.of("", "$", "$$", "$int32", "$$bytes", "a", "$decimal", "é"));
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, scalars()),
                net.jqwik.api.Tuple.of(1, inner.list().ofMaxSize(3).map(Value.Array::new)),
                net.jqwik.api.Tuple.of(
                        2,
                        Arbitraries.maps(names, inner)
                                .ofMaxSize(3)
                                .map(fields -> Document.of(new LinkedHashMap<>(fields)))));
    }

    private static Arbitrary<String> strings(int length) {
        // A lone surrogate is no character; no UTF-8 text can hold it.
        return Arbitraries.strings()
                .all()
                .ofMaxLength(length)
                .filter(text -> Text.of(text).string().equals(text));
    }

    private static Arbitrary<Value> scalars() {
        Arbitrary<Instant> instants = Combinators.combine(
                        Arbitraries.longs().between(-100_000_000_000L, 300_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
        Arbitrary<ZoneOffset> offsets =
                Arbitraries.integers().between(-64_800, 64_800).map(ZoneOffset::ofTotalSeconds);
        Arbitrary<BigDecimal> decimals = Combinators.combine(
                        Arbitraries.bigIntegers().between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40)),
                        Arbitraries.integers().between(-500, 500))
                .as(BigDecimal::new);
        return Arbitraries.oneOf(
                Arbitraries.just(Value.ofNull()),
                Arbitraries.of(Value.Bool.class),
                Arbitraries.integers().map(Value.Int32::new),
                Arbitraries.longs().map(Value.Int64::new),
                decimals.map(Value.Decimal::new),
                Arbitraries.doubles().map(Value.Float64::new),
                Arbitraries.of(-0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE)
                        .map(Value.Float64::new),
                strings(12).map(Text::of),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(12).map(Text::ofUtf8),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(12).map(Bytes::of),
                strings(12).map(Value.Json::of),
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                        .as((high, low) -> new Value.Uuid(new java.util.UUID(high, low))),
                Arbitraries.longs()
                        .between(-2_000_000, 4_000_000)
                        .map(day -> new Value.Date(LocalDate.ofEpochDay(day))),
                Arbitraries.longs()
                        .between(0, 86_399_999_999_999L)
                        .map(nano -> new Value.Time(LocalTime.ofNanoOfDay(nano))),
                instants.map(at -> new Value.LocalTimestamp(LocalDateTime.ofInstant(at, ZoneOffset.UTC))),
                instants.map(Value.Moment::new),
                Combinators.combine(instants, offsets)
                        .as((at, offset) -> new Value.OffsetTimestamp(OffsetDateTime.ofInstant(at, offset))),
                Combinators.combine(strings(8), strings(8)).as(Value.Extension::new));
    }
}
