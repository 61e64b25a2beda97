package dev.naust.migration.compare;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The first half of a SHA-256: enough to tell records apart by, and half as large. */
record Digest(long high, long low) {

    static Digest of(byte[] sha256) {
        ByteBuffer bytes = ByteBuffer.wrap(sha256);
        return new Digest(bytes.getLong(), bytes.getLong());
    }

    String hex() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
