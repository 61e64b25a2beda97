package dev.naust.sqlserver.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.sqlserver.type.Base;
import dev.naust.sqlserver.type.ColumnType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent for a value, and which values a column is never sent. */
class CellsTest {
    private static final int MAX = -1;

    private static ColumnType type(Base base) {
        return sized(base, MAX);
    }

    private static ColumnType sized(Base base, int bytes) {
        return new ColumnType(base, bytes, 0, 0, 0);
    }

    private static ColumnType paged(Base base, int bytes, int page) {
        return new ColumnType(base, bytes, 0, 0, page);
    }

    private static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Base.DECIMAL, 17, precision, scale, 0);
    }

    private static ColumnType timed(Base base, int digits) {
        return new ColumnType(base, 10, 0, digits, 0);
    }

    private static Value number(String digits) {
        return new Value.Decimal(new BigDecimal(digits));
    }

    private static Value at(String time) {
        return new Value.LocalTimestamp(LocalDateTime.parse(time));
    }

    private static Value extension(String type, String text) {
        return new Value.Extension(type, text);
    }

    static Stream<Arguments> held() {
        return Stream.of(
                Arguments.of(type(Base.TINYINT), Value.int64(255), (short) 255),
                Arguments.of(type(Base.SMALLINT), number("-32768.00"), (short) -32768),
                Arguments.of(type(Base.REAL), new Value.Float64(-0.0), -0.0f),
                Arguments.of(type(Base.FLOAT), new Value.Float64(-0.0), -0.0),
                Arguments.of(
                        decimal(38, 38),
                        number("-0.99999999999999999999999999999999999999"),
                        new BigDecimal("-0.99999999999999999999999999999999999999")),
                Arguments.of(decimal(5, 2), number("1E+2"), new BigDecimal("100.00")),
                Arguments.of(decimal(5, 2), number("0E-30"), new BigDecimal("0.00")),
                Arguments.of(type(Base.MONEY), number("922337203685477.5807"), new BigDecimal("922337203685477.5807")),
                Arguments.of(type(Base.MONEY), number("1.10"), new BigDecimal("1.1000")),
                Arguments.of(type(Base.SMALLMONEY), Value.int64(-214748), new BigDecimal("-214748.0000")),
                Arguments.of(sized(Base.NCHAR, 4), Value.text("🚢"), "🚢"),
                Arguments.of(paged(Base.CHAR, 3, 1252), Value.text("a€b"), "a€b"),
                Arguments.of(paged(Base.VARCHAR, 4, ColumnType.UTF8), Value.text("🚢"), "🚢"),
                Arguments.of(paged(Base.TEXT, 16, 1252), Value.text("blåbær"), "blåbær"),
                Arguments.of(sized(Base.BINARY, 2), Bytes.of(new byte[] {0, 1}), new byte[] {0, 1}),
                Arguments.of(
                        type(Base.UNIQUEIDENTIFIER),
                        new Value.Uuid(new UUID(0, 1)),
                        "00000000-0000-0000-0000-000000000001"),
                Arguments.of(type(Base.DATE), new Value.Date(LocalDate.of(1, 1, 1)), "0001-01-01"),
                Arguments.of(
                        timed(Base.TIME, 3),
                        new Value.Time(LocalTime.of(23, 59, 59, 999_000_000)),
                        LocalTime.of(23, 59, 59, 999_000_000)),
                Arguments.of(
                        type(Base.DATETIME),
                        at("1753-01-01T00:00:00.003"),
                        LocalDateTime.parse("1753-01-01T00:00:00.003")),
                Arguments.of(type(Base.SMALLDATETIME), at("2079-06-06T23:59"), LocalDateTime.parse("2079-06-06T23:59")),
                Arguments.of(
                        timed(Base.DATETIME2, 7), at("9999-12-31T23:59:59.9999999"), "9999-12-31T23:59:59.9999999"),
                Arguments.of(
                        timed(Base.DATETIMEOFFSET, 7),
                        new Value.Moment(Instant.parse("2026-11-22T01:02:03.0000001Z")),
                        "2026-11-22T01:02:03.0000001+00:00"),
                Arguments.of(type(Base.JSON), Value.Json.of("{\"a\":1.10}"), "{\"a\":1.10}"),
                Arguments.of(type(Base.XML), extension("xml", "<a/>"), "<a/>"),
                Arguments.of(type(Base.HIERARCHYID), extension("hierarchyid", "/1/2/"), "/1/2/"),
                Arguments.of(
                        type(Base.GEOGRAPHY), extension("geography", "0xE6100000"), new byte[] {(byte) 0xE6, 0x10, 0, 0
                        }));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("held")
    void aValueThatFitsIsSentAsItIs(ColumnType column, Value value, Object sent) throws Exception {
        assertThat(Cells.of(column, value)).isEqualTo(sent);
        assertThat(Cells.of(column, Value.ofNull())).isNull();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(type(Base.BIT), Value.int64(1), "truth"),
                Arguments.of(type(Base.TINYINT), Value.int64(-1), "0 to 255"),
                Arguments.of(type(Base.INT), number("1.5"), "whole numbers"),
                Arguments.of(type(Base.BIGINT), number("9223372036854775808"), "9223372036854775807"),
                Arguments.of(type(Base.REAL), new Value.Float64(0.1), "four bytes"),
                Arguments.of(type(Base.FLOAT), new Value.Float64(Double.NaN), "NaN"),
                Arguments.of(type(Base.FLOAT), new Value.Float64(Double.NEGATIVE_INFINITY), "infinities"),
                Arguments.of(decimal(5, 2), number("1000"), "5 digits"),
                Arguments.of(decimal(5, 2), number("0.001"), "behind the point"),
                Arguments.of(type(Base.MONEY), number("922337203685477.5808"), "922337203685477.5807"),
                Arguments.of(type(Base.MONEY), number("0.00001"), "four digits"),
                Arguments.of(type(Base.SMALLMONEY), number("214748.3648"), "214748.3647"),
                Arguments.of(sized(Base.NCHAR, 6), Value.text("ab"), "fills every value"),
                Arguments.of(paged(Base.CHAR, 3, 1252), Value.text("ab"), "fills every value"),
                Arguments.of(sized(Base.BINARY, 2), Bytes.of(new byte[] {1}), "fills every value"),
                Arguments.of(sized(Base.NVARCHAR, 2), Value.text("🚢"), "at most 1 UTF-16"),
                Arguments.of(paged(Base.VARCHAR, 3, ColumnType.UTF8), Value.text("🚢"), "at most 3 bytes"),
                Arguments.of(paged(Base.VARCHAR, 10, 1252), Value.text("日本"), "code page 1252"),
                Arguments.of(sized(Base.VARBINARY, 1), Bytes.of(new byte[] {1, 2}), "at most 1 bytes"),
                Arguments.of(type(Base.NVARCHAR), Text.ofUtf8(new byte[] {(byte) 0xff}), "UTF-8"),
                Arguments.of(type(Base.NVARCHAR), Value.int64(1), "text"),
                Arguments.of(type(Base.DATE), new Value.Date(LocalDate.of(0, 12, 31)), "1 to 9999"),
                Arguments.of(timed(Base.TIME, 3), new Value.Time(LocalTime.of(1, 1, 1, 999_900)), "3 digits"),
                Arguments.of(timed(Base.DATETIME2, 7), at("2026-11-22T01:02:03.000000001"), "7 digits"),
                Arguments.of(type(Base.DATETIME), at("2026-11-22T01:02:03.004"), "0, 3 or 7"),
                Arguments.of(type(Base.DATETIME), at("1752-12-31T23:59:59"), "1753"),
                Arguments.of(type(Base.SMALLDATETIME), at("2026-11-22T01:02:03"), "whole minutes"),
                Arguments.of(type(Base.SMALLDATETIME), at("2079-06-07T00:00"), "2079"),
                Arguments.of(
                        timed(Base.DATETIMEOFFSET, 7),
                        new Value.OffsetTimestamp(OffsetDateTime.parse("2026-11-22T01:02:03+14:01")),
                        "14 hours"),
                Arguments.of(
                        timed(Base.DATETIMEOFFSET, 7),
                        new Value.OffsetTimestamp(OffsetDateTime.parse("0001-01-01T00:00+02:00")),
                        "1 to 9999"),
                Arguments.of(type(Base.XML), Value.text("<a/>"), "xml"),
                Arguments.of(type(Base.XML), extension("hierarchyid", "/1/"), "hierarchyid"),
                Arguments.of(type(Base.GEOMETRY), extension("geometry", "POINT (1 2)"), "hexadecimal"),
                Arguments.of(sized(Base.ROWVERSION, 8), Bytes.of(new byte[8]), "itself"),
                Arguments.of(type(Base.SQL_VARIANT), Value.int64(1), "sql_variant"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refused")
    void aValueThatWouldChangeIsRefusedWithTheReason(ColumnType column, Value value, String reason) {
        assertThatThrownBy(() -> Cells.of(column, value))
                .isInstanceOf(MisfitException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void everyTypeThatCanBeWrittenHasATypeOfTheDriver() {
        assertThat(Stream.of(Base.values()).map(Cells::jdbcType)).hasSize(Base.values().length);
        assertThat(Cells.parameterType(Base.DATE)).isEqualTo(java.sql.Types.NVARCHAR);
    }
}
