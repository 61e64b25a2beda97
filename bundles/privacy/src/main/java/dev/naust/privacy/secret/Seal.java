package dev.naust.privacy.secret;

import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals texts with AES-256-GCM, each for one place, so that none can be moved to another. Safe for use by several threads. */
public final class Seal {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final ServerKeys keys;
    private final SecureRandom random = new SecureRandom();

    public Seal(ServerKeys keys) {
        this.keys = keys;
    }

    public String close(String place, String text) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, place, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] all = ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES-GCM", e);
        }
    }

    /**
     * @throws StoreException when it was not sealed for this place with this server's key
     */
    public String open(String place, String sealed) {
        try {
            byte[] all = Base64.getDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(all, NONCE);
            byte[] text = cipher(Cipher.DECRYPT_MODE, place, nonce).doFinal(all, NONCE, all.length - NONCE);
            return new String(text, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "What is kept of " + place + " cannot be opened with this server's key;"
                            + " bring back keys/server.key or NAUST_MASTER_KEY as it was",
                    e);
        }
    }

    private Cipher cipher(int mode, String place, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(keys.derive("privacy seal").getEncoded(), "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
