package dev.naust.console.form;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets secrets that a person typed travel through the browser from page to page without being readable there. The key lives as
 * long as this object: after a restart of the server a box cannot be opened, and the secrets are typed again. Safe for use by
 * several threads.
 */
public final class SealedBox {
    private static final JsonValues JSON = new JsonValues();
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;

    public SealedBox() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "AES");
    }

    /**
     * Seals values.
     *
     * @param owner who alone may open the box again
     * @return text for a form's hidden field; empty when there is nothing to seal
     */
    public String seal(Map<String, Value> values, String owner) {
        if (values.isEmpty()) {
            return "";
        }
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] plain = JSON.write(Document.of(values)).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(plain);
            byte[] all = ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES-GCM", e);
        }
    }

    /** What is in a box; empty when this object did not seal it for this owner. */
    public Optional<Map<String, Value>> open(String box, String owner) {
        if (box.isEmpty()) {
            return Optional.of(Map.of());
        }
        try {
            byte[] all = Base64.getUrlDecoder().decode(box);
            if (all.length < NONCE) {
                return Optional.empty();
            }
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE), owner);
            byte[] plain = cipher.doFinal(all, NONCE, all.length - NONCE);
            return Optional.of(
                    JSON.readObject(new String(plain, StandardCharsets.UTF_8)).toMap());
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
