package dev.naust.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which texts of SQL are one and the same; the pairs are as PostgreSQL 15 and 18 write them. */
class WordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CHECK (v = 'x'::text)                              | check (v = 'x')",
                "DEFAULT 'a'::character varying                     | DEFAULT 'a'",
                "DEFAULT NULL::character varying                    | DEFAULT NULL",
                "((v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))"
                        + " | ((v)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))",
            })
    void meanTheSame(String one, String other) {
        assertThat(Words.canonical(one)).isEqualTo(Words.canonical(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "USING btree (((id)::text))        | USING btree (id)",
                "USING btree (((a[1])::text))      | USING btree ((a[1]))",
                "CHECK ((id)::text <> '')          | CHECK (id <> '')",
                "CHECK (length((id)::text) > 1)    | CHECK (length(id) > 1)",
                "((j ->> 'a')::integer)            | (j ->> 'a')",
                "(v)::character varying(3)         | (v)",
            })
    void meanDifferentThings(String one, String other) {
        assertThat(Words.canonical(one)).isNotEqualTo(Words.canonical(other));
    }
}
