package dev.naust.sqlite;

import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How a database keeps its text. The driver's own strings would turn what is no valid UTF-16 into question marks unseen. */
enum TextEncoding {
    UTF_8,
    UTF_16LE,
    UTF_16BE;

    private static final int FIRST_HALF = 0xD800;
    private static final int SECOND_HALF = 0xDC00;
    private static final int HALVES_END = 0xE000;
    private static final int BEYOND_16_BITS = 0x10000;

    /** The encoding of the database that a connection is to. */
    static TextEncoding of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, Sql.of("PRAGMA encoding"))) {
            return switch (rows.getString(1)) {
                case "UTF-16le" -> UTF_16LE;
                case "UTF-16be" -> UTF_16BE;
                default -> UTF_8;
            };
        }
    }

    /**
     * A text as UTF-8.
     *
     * @param stored its bytes in this encoding; half of a surrogate pair without the other becomes the three bytes that SQLite
     *     itself makes of it, which are no valid UTF-8, so that whoever needs that refuses it by name
     */
    byte[] utf8(byte[] stored) {
        if (this == UTF_8) {
            return stored;
        }
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream(stored.length);
        int units = stored.length / 2;
        for (int i = 0; i < units; i++) {
            int unit = unit(stored, i);
            if (isWithin(unit, FIRST_HALF, SECOND_HALF) && i + 1 < units) {
                int next = unit(stored, i + 1);
                if (isWithin(next, SECOND_HALF, HALVES_END)) {
                    unit = BEYOND_16_BITS + ((unit - FIRST_HALF) << 10) + next - SECOND_HALF;
                    i++;
                }
            }
            put(unit, utf8);
        }
        return utf8.toByteArray();
    }

    private int unit(byte[] stored, int index) {
        int first = stored[2 * index] & 0xff;
        int second = stored[2 * index + 1] & 0xff;
        return this == UTF_16LE ? second << 8 | first : first << 8 | second;
    }

    private static boolean isWithin(int unit, int from, int end) {
        return unit >= from && unit < end;
    }

    private static void put(int point, ByteArrayOutputStream utf8) {
        if (point < 0x80) {
            utf8.write(point);
        } else if (point < 0x800) {
            utf8.write(0xC0 | point >> 6);
            putRest(point, utf8);
        } else if (point < BEYOND_16_BITS) {
            utf8.write(0xE0 | point >> 12);
            putRest(point >> 6, utf8);
            putRest(point, utf8);
        } else {
            utf8.write(0xF0 | point >> 18);
            putRest(point >> 12, utf8);
            putRest(point >> 6, utf8);
            putRest(point, utf8);
        }
    }

    private static void putRest(int point, ByteArrayOutputStream utf8) {
        utf8.write(0x80 | point & 0x3F);
    }
}
