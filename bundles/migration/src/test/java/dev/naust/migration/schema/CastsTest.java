package dev.naust.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a change of type means for values. */
final class CastsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "character varying(20)|character varying(40)|true",
                "character varying(40)|character varying(20)|false",
                "character varying(40)|character varying|true",
                "character varying|character varying(40)|false",
                "character varying(40)|text|true",
                "character varying(40)|character(40)|false",
                "real|double precision|true",
                "double precision|real|false",
                "integer|bigint|true",
                "numeric(10,2)|numeric(12,4)|true",
                "numeric(10,2)|numeric(10,4)|false",
                "timestamp without time zone|timestamp with time zone|false"
            })
    void keepsAllValuesOrNot(String from, String to, boolean keeps) {
        assertThat(Casts.keepAll(from, to)).isEqualTo(keeps);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "character varying(20)[]|timestamp(3) without time zone|c::text::timestamp(3) without time zone",
                "character varying(20)|integer|c::integer",
                "integer|double precision|c::double precision",
                "uuid|jsonb|c::text::jsonb"
            })
    void goesByTextWhereThereIsNoOtherWay(String from, String to, String using) {
        assertThat(Casts.using("c", from, to)).isEqualTo(using);
    }
}
