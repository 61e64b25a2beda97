package dev.naust.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Position;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeysetTest {
    @Test
    void every_kind_that_a_key_can_have_survives_a_position() {
        List<Value> values = List.of(
                Value.ofNull(),
                Value.Bool.TRUE,
                new Value.Int32(-7),
                new Value.Int64(Long.MIN_VALUE),
                new Value.Float64(-0.0),
                new Value.Decimal(new BigDecimal("1.500")),
                Text.of("Ærø\0"),
                Bytes.of(new byte[] {0, -1}),
                new Value.Uuid(new UUID(-1, 1)),
                new Value.Date(LocalDate.of(-4712, 1, 1)),
                new Value.Time(LocalTime.of(0, 0)),
                new Value.LocalTimestamp(LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4)),
                new Value.Moment(Instant.parse("2024-02-29T01:02:03.000000004Z")),
                new Value.OffsetTimestamp(OffsetDateTime.parse("2024-02-29T01:02:03+05:30")),
                Value.Json.of("{}"),
                new Value.Extension("inet", "10.0.0.1"));

        assertThat(Keyset.values(Keyset.position(values))).isEqualTo(values);
    }

    @Property
    void text_and_numbers_survive_a_position(@ForAll String text, @ForAll long number, @ForAll byte[] bytes) {
        List<Value> values = List.of(Text.of(text), Value.int64(number), Bytes.of(bytes));

        assertThat(Keyset.values(Keyset.position(values))).isEqualTo(values);
    }

    @Property
    void a_damaged_position_is_refused_and_never_read_wrongly(@ForAll String token) {
        List<Value> read;
        try {
            read = Keyset.values(new Position(token));
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(Keyset.position(read).token()).isEqualTo(token);
    }

    @Test
    void a_cut_position_is_refused() {
        String token = Keyset.position(List.of(Text.of("a long enough key"))).token();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Keyset.values(new Position(token.substring(0, token.length() - 6))));
    }

    @Test
    void a_key_of_several_columns_compares_as_a_row() {
        Keyset keyset = new Keyset(List.of(Sql.of("\"a\""), Sql.of("\"b\"")));

        assertThat(keyset.behind(List.of(Value.int64(1), Value.int64(2))).sql()).hasToString("(\"a\", \"b\") > (?, ?)");
        assertThat(keyset.orderBy()).hasToString("\"a\", \"b\"");
    }
}
