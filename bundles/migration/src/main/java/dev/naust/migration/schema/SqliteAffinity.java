package dev.naust.migration.schema;

import java.util.Locale;

/** What SQLite does to values that are put into a column of a type (section 3 of https://www.sqlite.org/datatype3.html). */
enum SqliteAffinity {
    INTEGER,
    TEXT,
    BLOB,
    REAL,
    NUMERIC;

    static SqliteAffinity of(String type) {
        String name = type.toUpperCase(Locale.ROOT);
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

    /**
     * Whether values may become others on their way from one type into another: the text {@code 007} a number, a whole number of
     * many digits one with fewer.
     */
    static boolean changeValues(String from, String to) {
        SqliteAffinity before = of(from);
        return switch (of(to)) {
            case TEXT, BLOB -> false;
            case REAL -> before != REAL;
            case INTEGER, NUMERIC -> before == TEXT || before == BLOB;
        };
    }
}
