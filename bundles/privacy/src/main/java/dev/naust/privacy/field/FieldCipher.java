package dev.naust.privacy.field;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.AesSiv;
import com.google.crypto.tink.subtle.Hkdf;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.MasterKeys;
import dev.naust.api.service.RecordGuard;
import dev.naust.json.ExactJson;
import dev.naust.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Encrypts single values: with AES-256-GCM, or with AES-SIV where the same value must give the same cipher text, so that it can
 * be searched. The text names the master key that its key is derived from: {@code naust1:0123456789abcdef:r:…}, with {@code d}
 * for a searchable one. It is bound to its field's name and to nothing else, so that it stays readable wherever a migration or
 * a restore carries it. Safe for use by several threads.
 */
final class FieldCipher {
    private static final String PURPOSE = "naust field encryption 1 ";
    private static final int GCM_BYTES = 32;
    private static final int SIV_BYTES = 64;

    private final MasterKeys keys;
    private final ExactJson json = new ExactJson();

    FieldCipher(MasterKeys keys) {
        this.keys = keys;
    }

    /** @throws IllegalArgumentException when the value is streamed content or nested too deep */
    Value seal(String field, Value value, boolean searchable) {
        return seal(keys.current(), field, value, searchable);
    }

    /** The searchable cipher texts of a value under the server's keys, those that were retired included. */
    List<Value> searched(String field, Value value) {
        List<Value> all = new ArrayList<>();
        keys.known().forEach(key -> all.add(seal(key, field, value, true)));
        return all;
    }

    private Value seal(MasterKeys.Key key, String field, Value value, boolean searchable) {
        byte[] plain = json.write(value).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] sealed = searchable
                    ? new AesSiv(derived(key, "d", SIV_BYTES)).encryptDeterministically(plain, place(field))
                    : new AesGcmJce(derived(key, "r", GCM_BYTES)).encrypt(plain, place(field));
            return Value.text("naust1:" + key.id() + (searchable ? ":d:" : ":r:")
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES", e);
        }
    }

    /** The value behind cipher text; empty when it is none, or no key of this server opens it for this field. */
    Optional<Value> open(String field, Value value) {
        Matcher form = RecordGuard.CIPHER_TEXT.matcher(value instanceof Text text ? text.string() : "");
        if (!form.matches()) {
            return Optional.empty();
        }
        Optional<MasterKeys.Key> key = keys.find(form.group(1));
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(form.group(3));
            byte[] plain = form.group(2).equals("d")
                    ? new AesSiv(derived(key.get(), "d", SIV_BYTES)).decryptDeterministically(sealed, place(field))
                    : new AesGcmJce(derived(key.get(), "r", GCM_BYTES)).decrypt(sealed, place(field));
            return Optional.of(json.read(new String(plain, StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException | IllegalArgumentException | MalformedJsonException e) {
            // Damaged, another field's, or somebody else's text of the same form.
            return Optional.empty();
        }
    }

    private static byte[] derived(MasterKeys.Key key, String kind, int bytes) throws GeneralSecurityException {
        return Hkdf.computeHkdf(
                "HMACSHA256", key.bytes(), new byte[0], (PURPOSE + kind).getBytes(StandardCharsets.US_ASCII), bytes);
    }

    /** Stores fold the case of names in different ways. */
    private static byte[] place(String field) {
        return field.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }
}
