package dev.naust.privacy.find;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.store.Position;
import dev.naust.privacy.map.PersonalMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is the record at which a run stands, as far as opaque tokens tell. */
final class PlaceTokenTest {
    private static final String MAIL = "kari@example.no";
    private static final long NUMBER = 21_018_012_345L;

    @Test
    void a_text_is_found_in_a_token_and_in_what_is_base64_in_it() {
        assertThat(new PlaceToken("[\"Kari@example.no\"]").holds(MAIL)).isTrue();
        assertThat(new PlaceToken(base64("\u0001\u0000\u0004TEXT\u0000\u0000\u0000\u000f" + MAIL)).holds(MAIL))
                .isTrue();
        assertThat(new PlaceToken("INT32:7 TEXT:" + base64(MAIL)).holds(MAIL)).isTrue();
        assertThat(new PlaceToken("INT32:7 TEXT:" + base64("ola@example.no")).holds(MAIL))
                .isFalse();
        assertThat(new PlaceToken("").holds(MAIL)).isFalse();
    }

    @Test
    void a_number_is_found_as_programs_lay_it_out() {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            byte[] bytes = ByteBuffer.allocate(12)
                    .order(order)
                    .putInt(3)
                    .putLong(NUMBER)
                    .array();
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThat(new PlaceToken(token).holds("" + NUMBER)).as("%s", order).isTrue();
            assertThat(new PlaceToken(token).holds("" + (NUMBER + 1)))
                    .as("%s", order)
                    .isFalse();
        }
    }

    @Test
    void a_person_is_at_a_place_by_their_words_and_by_the_keys_of_their_records() {
        Traces person = new Traces(
                        new PersonalMap(Document.empty(), List.of(), List.of(), ""), List.of(MAIL), List.of())
                .with(
                        "crm",
                        "people",
                        List.of(RecordKey.of(
                                Map.of("place", Value.text("oslo"), "name", Value.text("kari.nordmann")))));
        DatasetId people = DatasetId.of("people");
        assertThat(person.isAt("crm", people, new Position(base64(MAIL)))).isTrue();
        assertThat(person.isAt("crm", people, new Position("oslo kari.nordmann")))
                .isTrue();
        assertThat(person.isAt("shop", people, new Position("oslo kari.nordmann")))
                .as("the key of another collection")
                .isFalse();
        assertThat(person.isAt("crm", people, new Position("oslo ola.nordmann")))
                .isFalse();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
