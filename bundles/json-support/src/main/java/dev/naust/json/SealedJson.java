package dev.naust.json;

import dev.naust.api.model.Document;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A document's JSON text with the SHA-256 of its bytes, so that anybody can tell later whether it is still what it was. The same
 * document always gives the same text, also after it was kept as JSON.
 *
 * @param json ends in a line feed
 * @param sha256 of the text's UTF-8 bytes, in hexadecimal
 */
public record SealedJson(String json, String sha256) {

    /** The document, sealed. */
    public static SealedJson of(Document document) {
        JsonValues values = new JsonValues();
        // As it will be after it was kept and read again, so that the text stays the same then.
        String json = values.write(values.readObject(values.write(document))) + "\n";
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return new SealedJson(json, HexFormat.of().formatHex(digest.digest(json.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256 (MessageDigest's contract)", e);
        }
    }

    /** The document again, in the kinds that JSON knows. */
    public Document document() {
        return new JsonValues().readObject(json);
    }
}
