package dev.naust.control.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash of an entry and, through it, of all entries before: SHA-256 over the line {@code naust audit entry 1}, then each
 * part of the entry as four bytes of length (big-endian) and UTF-8. docs/audit.md has the form.
 */
final class Chain {
    /** What the first entry has in the place of the hash before. */
    static final String START = "0".repeat(64);

    private static final byte[] LABEL = "naust audit entry 1\n".getBytes(StandardCharsets.US_ASCII);

    private Chain() {}

    /** The hash of an entry as it is stored, in hexadecimal. */
    static String hash(Line line) {
        MessageDigest digest = sha256();
        digest.update(LABEL);
        List<String> parts = List.of(
                Long.toString(line.sequence()),
                line.at(),
                line.actor(),
                line.action(),
                line.target(),
                line.outcome(),
                line.details(),
                line.previous());
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
