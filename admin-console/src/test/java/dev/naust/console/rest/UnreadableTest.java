package dev.naust.console.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.RecordGuard;
import dev.naust.json.JsonValues;
import org.junit.jupiter.api.Test;

class UnreadableTest {
    private static final String CIPHER_TEXT = "naust1:0123456789abcdef:r:AAECAwQFBgcICQoLDA0ODw";
    private static final RecordKey KEY = RecordKey.of("id", Value.text("1"));

    @Test
    void cipherTextThatNothingOpensIsAnObjectThatSaysWhyAndComesBackAsItWas() {
        Document record = Document.empty()
                .with("id", Value.text("1"))
                .with("gone", new Value.Extension(RecordGuard.UNREADABLE, CIPHER_TEXT))
                .with("unmapped", Value.text(CIPHER_TEXT))
                .with("clear", Value.text("naust1: a note on keys"));
        JsonValues json = new JsonValues();
        String answer = json.write(RecordIds.form(KEY, record));
        assertThat(answer)
                .contains("\"gone\":{\"$unreadable\":\"" + CIPHER_TEXT + "\",\"why\":\"encrypted with a master key")
                .contains("\"unmapped\":{\"$unreadable\":\"" + CIPHER_TEXT + "\",\"why\":\"encrypted, and the map")
                .contains("\"clear\":\"naust1: a note on keys\"");

        Document sent = json.readObject(answer);
        assertThat(Unreadable.read(sent.get("gone").orElseThrow())).contains(Value.text(CIPHER_TEXT));
        assertThat(Unreadable.read(sent.get("clear").orElseThrow())).isEmpty();
        assertThat(Unreadable.read(Document.empty().with("$unreadable", Value.text("mine"))))
                .as("an object of the sender's own")
                .isEmpty();
    }

    @Test
    void whoMayNotReadAFieldSeesItsCipherText() {
        Document record = Document.empty().with("fnr", new Value.Extension(RecordGuard.ENCRYPTED, CIPHER_TEXT));
        assertThat(new JsonValues().write(RecordIds.form(KEY, record))).contains("\"fnr\":\"" + CIPHER_TEXT + "\"");
    }
}
