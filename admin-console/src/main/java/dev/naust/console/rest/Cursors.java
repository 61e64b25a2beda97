package dev.naust.console.rest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cursors that hold a provider's position. They are signed together with what was asked, because a provider trusts its own
 * positions: nobody else may write one, or use one with another question. Safe for use by several threads.
 */
final class Cursors {
    private static final int SIGNATURE = 32;

    private final SecretKeySpec key;

    /** Signs with a new key: cursors end with the server. */
    Cursors() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** The cursor for a position in the answer to a question. */
    String encode(String question, String position) {
        byte[] text = position.getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(question, text);
        byte[] cursor = new byte[SIGNATURE + text.length];
        System.arraycopy(signature, 0, cursor, 0, SIGNATURE);
        System.arraycopy(text, 0, cursor, SIGNATURE, text.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /** The position that a cursor holds, if it was made here for the same question. */
    String decode(String question, String cursor) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw Answers.badCursor();
        }
        if (bytes.length < SIGNATURE) {
            throw Answers.badCursor();
        }
        byte[] text = Arrays.copyOfRange(bytes, SIGNATURE, bytes.length);
        byte[] signature = Arrays.copyOf(bytes, SIGNATURE);
        if (!MessageDigest.isEqual(signature, sign(question, text))) {
            throw Answers.badCursor();
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private byte[] sign(String question, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] asked = question.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(4).putInt(asked.length).array());
            mac.update(asked);
            return mac.doFinal(text);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
