package dev.naust.migration.compare;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A report's JSON text with the SHA-256 of its bytes, so that anybody can tell later whether it is still what it was. */
record Seal(String json, String sha256) {
    private static final JsonValues JSON = new JsonValues();

    static Seal of(Document report) {
        String json = JSON.writePretty(report) + "\n";
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return new Seal(json, HexFormat.of().formatHex(digest.digest(json.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256 (MessageDigest's contract)", e);
        }
    }

    /** The seal as it is kept with a run. */
    static Seal read(Document kept) {
        return new Seal(Fields.text(kept, "json"), Fields.text(kept, "sha256"));
    }

    Document kept() {
        return new Fields()
                .put("sha256", Value.text(sha256))
                .put("json", Value.text(json))
                .document();
    }

    /** The report itself. */
    Document report() {
        return JSON.readObject(json);
    }
}
