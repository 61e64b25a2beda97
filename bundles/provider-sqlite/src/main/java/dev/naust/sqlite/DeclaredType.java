package dev.naust.sqlite;

import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a column's declared type promises: a name that people use for a kind, else what SQLite's affinity rules say. */
final class DeclaredType {
    /** A type that this provider declares for values that only another technology knows starts so. */
    private static final String EXTENSION = "EXTENSION_TEXT_";

    private static final Pattern FORM = Pattern.compile(
            "\\s*([^(]*?)\\s*(?:\\(\\s*([0-9]{1,9})\\s*(?:,\\s*([0-9]{1,9})\\s*)?\\))?\\s*([^()]*?)\\s*");

    /** What the grammar takes for a type (type-name in https://www.sqlite.org/lang_createtable.html): nothing follows the numbers. */
    private static final Pattern WRITABLE = Pattern.compile(
            "[\\p{L}_][\\p{L}0-9_$]*(?:\\s+[\\p{L}_][\\p{L}0-9_$]*)*(?:\\s*\\(\\s*[0-9]+\\s*(?:,\\s*[0-9]+\\s*)?\\))?");

    /** Keywords that never are a word of a type, and the two that SQLite takes for a rule of a computed column. */
    private static final Set<String> RESERVED = Set.of(
            ("ADD ALL ALTER ALWAYS AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE CROSS DEFAULT"
                            + " DEFERRABLE DELETE DISTINCT DROP ELSE ESCAPE EXCEPT EXISTS FOREIGN FROM FULL GENERATED GROUP HAVING"
                            + " IN INDEX INDEXED INNER INSERT INTERSECT INTO IS ISNULL JOIN LEFT LIMIT NATURAL NOT NOTHING NOTNULL"
                            + " NULL ON OR ORDER OUTER PRIMARY REFERENCES RETURNING RIGHT SELECT SET TABLE THEN TO TRANSACTION"
                            + " UNION UNIQUE UPDATE USING VALUES WHEN WHERE")
                    .split(" "));

    private static final Set<String> DECIMALS =
            Set.of("DECIMAL", "NUMERIC", "DEC", "NUMBER", "MONEY", "DECIMAL_TEXT", "DECIMAL_BLOB");
    private static final Set<String> MOMENTS =
            Set.of("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", "DATETIME WITH TIME ZONE");
    private static final Set<String> BINARIES = Set.of("BINARY", "VARBINARY", "BYTEA", "IMAGE");

    private DeclaredType() {}

    /**
     * The type that a declaration stands for.
     *
     * @param declared the declaration as written; may be empty
     */
    static FieldType parse(String declared) {
        Matcher matcher = FORM.matcher(declared);
        if (!matcher.matches()) {
            return FieldType.of(byAffinity(declared), declared);
        }
        String name = (matcher.group(1) + " " + matcher.group(4)).strip().replaceAll("\\s+", " ");
        OptionalInt first = number(matcher.group(2));
        OptionalInt second = number(matcher.group(3));
        Kind kind = kind(name.toUpperCase(Locale.ROOT), declared);
        return switch (kind) {
            case DECIMAL -> decimal(first, second, declared);
            case TEXT, BYTES -> new FieldType(kind, first, OptionalInt.empty(), Optional.empty(), declared);
            case EXTENSION -> FieldType.of(kind, name.substring(EXTENSION.length()));
            default -> FieldType.of(kind, declared);
        };
    }

    /** The declaration of a column of this type, as this provider writes it; may be empty. */
    static String of(FieldType type) {
        return type.kind() == Kind.EXTENSION ? EXTENSION + type.nativeType() : type.nativeType();
    }

    /** Whether a table can be made with this declaration as it stands. */
    static boolean isWritable(String declared) {
        return WRITABLE.matcher(declared).matches()
                && Arrays.stream(declared.split("[\\s(]+"))
                        .noneMatch(word -> RESERVED.contains(word.toUpperCase(Locale.ROOT)));
    }

    private static FieldType decimal(OptionalInt precision, OptionalInt scale, String declared) {
        if (precision.isEmpty() || precision.getAsInt() == 0 || scale.orElse(0) > precision.getAsInt()) {
            return FieldType.of(Kind.DECIMAL, declared);
        }
        return FieldType.decimal(precision.getAsInt(), scale.orElse(0), declared);
    }

    private static Kind kind(String name, String declared) {
        if (name.startsWith("BOOL")) {
            return Kind.BOOL;
        } else if (name.startsWith(EXTENSION) && name.length() > EXTENSION.length()) {
            return Kind.EXTENSION;
        } else if (DECIMALS.contains(name)) {
            return Kind.DECIMAL;
        } else if (MOMENTS.contains(name)) {
            return Kind.MOMENT;
        } else if (BINARIES.contains(name)) {
            return Kind.BYTES;
        }
        return switch (name) {
            case "DATE" -> Kind.DATE;
            case "DATETIME", "TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE", "DATETIME2", "SMALLDATETIME" ->
                Kind.LOCAL_TIMESTAMP;
            case "DATETIMEOFFSET" -> Kind.OFFSET_TIMESTAMP;
            case "TIME", "TIME WITHOUT TIME ZONE" -> Kind.TIME;
            case "JSON", "JSONB", "JSON_TEXT" -> Kind.JSON;
            case "UUID" -> Kind.UUID;
            default -> byAffinity(declared);
        };
    }

    private static Kind byAffinity(String declared) {
        if (declared.isBlank()) {
            return Kind.TEXT;
        }
        return switch (Affinity.of(declared)) {
            case INTEGER -> Kind.INT64;
            case TEXT -> Kind.TEXT;
            case BLOB -> Kind.BYTES;
            case REAL -> Kind.FLOAT64;
            case NUMERIC -> Kind.DECIMAL;
        };
    }

    private static OptionalInt number(String digits) {
        return digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
    }
}
