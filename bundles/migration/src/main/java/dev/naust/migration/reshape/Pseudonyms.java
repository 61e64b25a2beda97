package dev.naust.migration.reshape;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes of values: HMAC-SHA-256 over a value's text in UTF-8, or over its bytes, in hexadecimal. The same value with the
 * same key is always the same pseudonym, so that references still meet. Not safe for use by several threads.
 */
final class Pseudonyms {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int CHUNK = 8192;

    private final Mac mac;

    Pseudonyms(byte[] key) {
        try {
            this.mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM + " (Mac's contract)", e);
        }
    }

    Value of(Value value) {
        if (value instanceof Content content) {
            stream(content);
        } else if (value instanceof Text text) {
            mac.update(text.utf8());
        } else if (value instanceof Bytes bytes) {
            mac.update(bytes.array());
        } else {
            mac.update(value.toString().getBytes(StandardCharsets.UTF_8));
        }
        return Value.text(HexFormat.of().formatHex(mac.doFinal()));
    }

    private void stream(Content content) {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = content.open()) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                mac.update(chunk, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The content could not be read: " + e.getMessage(), e);
        }
    }
}
