package dev.naust.migration.reshape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationRequestForm;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Casts: what a text can become, and what nobody can ask for. */
class TextsAsKindsTest {
    @Test
    void anIdentifierIsReadInEitherCase() {
        UUID id = UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");

        assertThat(Words.as(Kind.UUID, Text.of(" A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11")))
                .contains(new Value.Uuid(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1-1-1-1-1", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1", "00a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", ""
            })
    void noIdentifierIsMadeUpFromATextThatIsNone(String word) {
        assertThat(Words.as(Kind.UUID, Text.of(word))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXTENSION", "ARRAY", "DOCUMENT", "NULL"})
    void aCastThatNoRecordCouldPassIsRefusedAtOnce(String kind) {
        Document cast = Document.empty().with("cast", Value.text(kind));
        Value collection = Document.empty()
                .with("name", Value.text("host"))
                .with("fields", Document.empty().with("ip", cast));
        Document request = Document.empty()
                .with("source", Value.text("a"))
                .with("target", Value.text("b"))
                .with("collections", new Value.Array(List.of(collection)));

        assertThatThrownBy(() -> MigrationRequestForm.read(request))
                .hasMessageContaining("/collections/0/fields/ip/cast must be one of BOOL, INT32, INT64")
                .hasMessageContaining("JSON")
                .hasMessageNotContaining(kind);
    }
}
