package dev.naust.api.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Text, held as the UTF-8 bytes it was stored as and decoded only when somebody looks at it: on the copy path bytes go
 * from driver to driver, and decoding them would cost more than everything else.
 *
 * <p>Bytes from a store that does not check its text (SQLite) may be no valid UTF-8; {@link #isWellFormed()} tells. Two
 * texts are equal when their bytes are.
 */
public final class Text implements Value, Comparable<Text> {
    private final byte[] utf8;

    private Text(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** Text from a string. A lone surrogate, which UTF-8 cannot express, becomes a question mark as in every Java encoder. */
    public static Text of(String text) {
        return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Text from UTF-8 bytes, without copying or checking them.
     *
     * @param utf8 the bytes; the caller gives them away and must not change them afterwards
     */
    public static Text ofUtf8(byte[] utf8) {
        return new Text(Objects.requireNonNull(utf8, "utf8"));
    }

    /** The bytes themselves, not a copy: readers must not change them. */
    public byte[] utf8() {
        return utf8;
    }

    /** The text as a string; every malformed byte sequence becomes U+FFFD. */
    public String string() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Whether the bytes are valid UTF-8 (RFC 3629). */
    public boolean isWellFormed() {
        int i = 0;
        while (i < utf8.length && utf8[i] >= 0) {
            i++;
        }
        if (i == utf8.length) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, i, utf8.length - i));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    @Override
    public Kind kind() {
        return Kind.TEXT;
    }

    @Override
    public int weight() {
        return 32 + utf8.length;
    }

    @Override
    public int compareTo(Text other) {
        return Arrays.compareUnsigned(utf8, other.utf8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return string();
    }
}
