package dev.naust.sqlite;

import java.util.Locale;

/** What a column does to values that are put into it (SQLite manual, "Datatypes In SQLite", section 3.1). */
enum Affinity {
    INTEGER,
    TEXT,
    BLOB,
    REAL,
    NUMERIC;

    /** The affinity of a declared type; the order of the rules is the manual's. */
    static Affinity of(String declared) {
        String name = declared.toUpperCase(Locale.ROOT);
        if (name.contains("INT")) {
            return INTEGER;
        } else if (name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT")) {
            return TEXT;
        } else if (name.contains("BLOB") || name.isBlank()) {
            return BLOB;
        } else if (name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB")) {
            return REAL;
        }
        return NUMERIC;
    }

    /** Whether text that looks like a number becomes one. */
    boolean turnsTextIntoNumbers() {
        return this == INTEGER || this == REAL || this == NUMERIC;
    }
}
