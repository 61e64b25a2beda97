package dev.naust.sqlserver.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Fidelity;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.Mapping;
import dev.naust.api.store.SchemaStep;
import dev.naust.sqlserver.type.Base;
import dev.naust.sqlserver.type.ColumnType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SqlServerTypesTest {
    private static final SqlServerTypes TYPES = new SqlServerTypes();

    private static Mapping plan(FieldType type) {
        return TYPES.plan(Field.of("f", type));
    }

    @ParameterizedTest
    @CsvSource({
        "BOOL,bit,EXACT",
        "INT32,int,EXACT",
        "INT64,bigint,EXACT",
        "FLOAT64,float,EXACT",
        "DECIMAL,'decimal(38,10)',LOSSY",
        "TEXT,nvarchar(max),EXACT",
        "BYTES,varbinary(max),EXACT",
        "UUID,uniqueidentifier,EXACT",
        "DATE,date,EXACT",
        "TIME,time(7),EXACT",
        "LOCAL_TIMESTAMP,datetime2(7),EXACT",
        "OFFSET_TIMESTAMP,datetimeoffset(7),EXACT",
        "MOMENT,datetimeoffset(7),WIDENED",
        "JSON,nvarchar(max),WIDENED",
        "DOCUMENT,nvarchar(max),LOSSY",
        "ARRAY,nvarchar(max),LOSSY",
        "EXTENSION,nvarchar(max),WIDENED",
        "NULL,nvarchar(max),WIDENED"
    })
    void everyKindHasAPlace(Kind kind, String type, Fidelity fidelity) {
        Mapping mapping = plan(FieldType.of(kind));

        assertThat(mapping.target().type().nativeType()).isEqualTo(type);
        assertThat(mapping.fidelity()).isEqualTo(fidelity);
        boolean refusesSome = Set.of(Kind.FLOAT64, Kind.DATE, Kind.TIME, Kind.LOCAL_TIMESTAMP, Kind.OFFSET_TIMESTAMP)
                .contains(kind);
        assertThat(mapping.note().isEmpty()).isEqualTo(fidelity == Fidelity.EXACT && !refusesSome);
    }

    /** What is declared from a plan must be planned again as it is, or every second migration would differ from the first. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPlanIsPlannedAsItself(Kind kind) {
        FieldType planned = plan(FieldType.of(kind)).target().type();

        assertThat(plan(planned).target().type()).isEqualTo(planned);
        assertThat(plan(planned).fidelity()).isEqualTo(Fidelity.EXACT);
    }

    @ParameterizedTest
    @EnumSource(Base.class)
    void everyTypeOfTheServerIsDescribedAndPlanned(Base base) {
        FieldType described = new ColumnType(base, 8, 10, 2, 1252).fieldType();

        assertThat(described.kind()).isEqualTo(base.kind());
        assertThat(described.nativeType()).isNotBlank();
        assertThat(plan(described).target().type().nativeType()).isNotBlank();
    }

    @Test
    void whatOthersMeanByAWordIsNotTakenForTheServersOwn() {
        assertThat(plan(FieldType.sized(Kind.TEXT, 20, "varchar(20)"))
                        .target()
                        .type()
                        .nativeType())
                .isEqualTo("nvarchar(40)");
        assertThat(plan(FieldType.of(Kind.FLOAT64, "real")).target().type().nativeType())
                .isEqualTo("float");
        assertThat(plan(FieldType.of(Kind.JSON, "json")).target().type().nativeType())
                .isEqualTo("nvarchar(max)");
        assertThat(plan(FieldType.of(Kind.EXTENSION, "xml")).target().type().nativeType())
                .isEqualTo("nvarchar(max)");
        assertThat(plan(FieldType.of(Kind.EXTENSION, "sql_variant")).fidelity()).isEqualTo(Fidelity.UNSUPPORTED);
        assertThat(plan(new FieldType(Kind.TIME, OptionalInt.of(9), OptionalInt.empty(), Optional.empty(), ""))
                        .fidelity())
                .isEqualTo(Fidelity.LOSSY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "((1))|INT32|1",
                "((-1.50))|DECIMAL|-1.50",
                "('it''s')|TEXT|it's",
                "(N'båt (1)')|TEXT|båt (1)",
                "((0))|BOOL|false",
                "('2026-11-21')|DATE|2026-11-21",
                "(0x00ff)|BYTES|00ff"
            })
    void defaultsAreRead(String definition, Kind kind, String value) {
        assertThat(Defaults.parse(definition, FieldType.of(kind)))
                .containsInstanceOf(DefaultValue.Constant.class)
                .hasValueSatisfying(read ->
                        assertThat(((DefaultValue.Constant) read).value()).hasToString(value));
    }

    @Test
    void defaultsThatAreNoConstantsAreKnownOrLeftAsTheyAre() {
        assertThat(Defaults.parse("(getdate())", FieldType.of(Kind.LOCAL_TIMESTAMP)))
                .containsInstanceOf(DefaultValue.CurrentTime.class);
        assertThat(Defaults.parse("(NULL)", FieldType.of(Kind.TEXT))).isEmpty();
        assertThat(Defaults.parse("([dbo].[f]())", FieldType.of(Kind.TEXT)))
                .contains(new DefaultValue.Expression("[dbo].[f]()"));
        assertThat(Defaults.render(new DefaultValue.Expression("1); DROP TABLE t --"), Kind.INT32))
                .isEmpty();
        assertThat(Defaults.render(new DefaultValue.Constant(Value.text("a');--")), Kind.TEXT)
                        .map(Object::toString))
                .contains("N'a'');--'");
    }

    @Property
    void fittedNamesFit(@ForAll String name) {
        String fitted = SqlServerNames.fit(name);

        assertThat(fitted)
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(128)
                .doesNotContain("\0")
                .doesNotStartWith("#");
        assertThat(fitted).isEqualTo(SqlServerNames.fit(name)).isEqualTo(fitted.stripTrailing());
        assertThat(dev.naust.sqlserver.type.SqlServerDialect.INSTANCE.validateIdentifier(fitted))
                .isTrue();
    }

    @Test
    void tablesAreMadeWithKeysThatFitAnIndexAndRulesWithoutNulls() {
        DatasetId id = DatasetId.of("harbour", "Boats]x");
        Schema schema = new Schema(
                id,
                Shape.TABLE,
                List.of(
                        Field.required("code", FieldType.of(Kind.TEXT, "nvarchar(max)")),
                        Field.of("name", FieldType.sized(Kind.TEXT, 40, "nvarchar(40)")),
                        Field.of("note", FieldType.of(Kind.TEXT, "nvarchar(max)"))),
                List.of("code"),
                List.of(new Index("", true, true, List.of(new Index.Part("name", false)))),
                List.of(),
                List.of());

        List<SchemaStep> steps = new SchemaStatements(Set.of("dbo"), Map.of()).steps(List.of(schema));

        assertThat(steps)
                .extracting(SchemaStep::statement)
                .containsExactly(
                        "CREATE SCHEMA [harbour]",
                        "CREATE TABLE [harbour].[Boats]]x] (\n"
                                + "  [code] nvarchar(225) COLLATE Latin1_General_100_BIN2 NOT NULL,\n"
                                + "  [name] nvarchar(40) COLLATE Latin1_General_100_BIN2 NULL,\n"
                                + "  [note] nvarchar(max) NULL\n)",
                        "ALTER TABLE [harbour].[Boats]]x] ADD CONSTRAINT [PK_Boats]]x] PRIMARY KEY ([code])",
                        "CREATE UNIQUE INDEX [UQ_Boats]]x_name] ON [harbour].[Boats]]x] ([name]) WHERE [name] IS NOT NULL",
                        "UPDATE STATISTICS [harbour].[Boats]]x]");
    }
}
