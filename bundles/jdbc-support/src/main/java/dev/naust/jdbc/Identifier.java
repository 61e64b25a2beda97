package dev.naust.jdbc;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A name that a database can have for a table, a column or something else, exact in case and characters. What is in it does
 * not matter, since every dialect quotes it: {@code Order Details}, {@code select} and {@code x"; DROP TABLE y--} are names
 * like any other.
 */
public record Identifier(String name) {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException when it holds a NUL character, which no statement can carry, or half of a surrogate
     *     pair, which no database can store
     */
    public Identifier {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "The name \"" + name.replace("\0", "\\0") + "\" holds a NUL character, which SQL cannot express");
        }
        if (utf8Length(name) < 0) {
            throw new IllegalArgumentException(
                    "The name \"" + name + "\" holds half of a surrogate pair, which no database can store");
        }
    }

    /** How many bytes the name takes in UTF-8, in which databases count. */
    public int length() {
        return utf8Length(name);
    }

    private static int utf8Length(String name) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(name))
                    .remaining();
        } catch (CharacterCodingException e) {
            return -1;
        }
    }
}
