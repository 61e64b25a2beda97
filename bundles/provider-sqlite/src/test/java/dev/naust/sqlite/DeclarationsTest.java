package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever another technology calls a type, a table can be made with what it is planned to be here. */
class DeclarationsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOCAL_TIMESTAMP | timestamp without time zone | timestamp without time zone",
                "LOCAL_TIMESTAMP | timestamp(3) without time zone | DATETIME",
                "LOCAL_TIMESTAMP | datetime2(7) | datetime2(7)",
                "MOMENT | timestamp with time zone | timestamp with time zone",
                "MOMENT | timestamp(0) with time zone | TIMESTAMPTZ",
                "TIME | time(6) without time zone | TIME",
                "OFFSET_TIMESTAMP | datetimeoffset(7) | datetimeoffset(7)",
                "TEXT | character varying(20) | character varying(20)",
                "TEXT | enum('a','b') | TEXT",
                "TEXT | enum('text','b') | TEXT",
                "TEXT | shop.text_kind | TEXT",
                "TEXT | 2char | TEXT",
                "TEXT | text transaction | TEXT",
                "TEXT | char generated always | TEXT",
                "TEXT | text[] | TEXT",
                "TEXT | text--, x | TEXT",
                "TEXT | text, b | TEXT",
                "TEXT | text(a) | TEXT",
                "BYTES | binary(16) | binary(16)",
                "BYTES | check | BLOB",
                "INT64 | int unsigned | int unsigned",
                "INT64 | int(10) unsigned | INTEGER",
                "FLOAT64 | double precision | double precision",
                "FLOAT64 | float8(1) primary key | REAL",
                "DECIMAL | numeric(5,2) | DECIMAL_BLOB",
                "BOOL | bool | bool"
            })
    void aTableIsMadeWithIt(Kind kind, String elsewhere, String here) throws Exception {
        Field planned = new SqliteTypes()
                .plan(Field.of("f", FieldType.of(kind, elsewhere)))
                .target();
        Path file = folder.resolve("types.db");
        Stores.run(file, "CREATE TABLE t (\"f\" " + planned.type().nativeType() + " NOT NULL, \"g\" INTEGER)");

        assertThat(planned.type().nativeType()).isEqualTo(here);
        try (Store store = Stores.open(file)) {
            Field made = store.describe(DatasetId.of("t")).fields().get(0);
            assertThat(made.type().kind()).isEqualTo(kind);
            assertThat(made.type().nativeType()).isEqualTo(here);
            assertThat(made.nullable()).isFalse();
        }
    }
}
