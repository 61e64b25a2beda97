package dev.naust.migration.schema;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What changing a column's type means for the values that are there, for PostgreSQL's and SQL Server's names of types. */
final class Casts {
    private static final Pattern SIZED = Pattern.compile(
            "^((?>character varying|bit varying|double precision|[a-z]+))(?:\\((\\d+|max)(?:,\\s*(\\d+))?\\))?( .*)?$");
    private static final Map<String, Integer> WHOLE =
            Map.of("tinyint", 1, "smallint", 2, "int", 3, "integer", 3, "bigint", 4);
    private static final Set<String> TEXTS =
            Set.of("text", "character varying", "varchar", "character", "char", "bpchar", "nvarchar", "nchar");
    private static final Set<String> NUMBERS = Set.of(
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "real",
            "double precision",
            "int",
            "tinyint",
            "decimal",
            "float");
    private static final Set<String> TIMES =
            Set.of("date", "timestamp without time zone", "timestamp with time zone", "timestamp");

    private Casts() {}

    private record Type(String base, OptionalInt size, OptionalInt scale, String rest) {
        static Type of(String declared) {
            Matcher matcher = SIZED.matcher(declared.toLowerCase(java.util.Locale.ROOT));
            if (!matcher.matches()) {
                return new Type(declared, OptionalInt.empty(), OptionalInt.empty(), "");
            }
            return new Type(
                    matcher.group(1).strip(),
                    number(matcher.group(2)),
                    number(matcher.group(3)),
                    matcher.group(4) == null ? "" : matcher.group(4));
        }

        private static OptionalInt number(String digits) {
            return digits == null || digits.equals("max")
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(digits));
        }
    }

    /** Whether every value of a type is the same value in another, so that nothing can be lost or refused. */
    static boolean keepAll(String from, String to) {
        Type a = Type.of(from);
        Type b = Type.of(to);
        if (WHOLE.containsKey(a.base) && WHOLE.containsKey(b.base)) {
            return WHOLE.get(a.base) <= WHOLE.get(b.base);
        }
        if (WHOLE.containsKey(a.base) && (b.base.equals("numeric") || b.base.equals("decimal"))) {
            return b.size.isEmpty()
                    || b.size.getAsInt() - b.scale.orElse(0)
                            >= List.of(3, 5, 10, 19).get(WHOLE.get(a.base) - 1);
        }
        if (TEXTS.contains(a.base) && TEXTS.contains(b.base)) {
            boolean unpadded = b.base.equals("text") || b.base.contains("var");
            return unpadded && (b.size.isEmpty() || a.size.isPresent() && a.size.getAsInt() <= b.size.getAsInt());
        }
        if (a.base.equals(b.base)
                && a.rest.equals(b.rest)
                && Set.of("numeric", "decimal").contains(a.base)) {
            return b.size.isEmpty()
                    || a.size.isPresent()
                            && a.scale.orElse(0) <= b.scale.orElse(0)
                            && a.size.getAsInt() - a.scale.orElse(0) <= b.size.getAsInt() - b.scale.orElse(0);
        }
        return a.base.equals("real") && b.base.equals("double precision")
                || b.base.equals("text")
                        && (WHOLE.containsKey(a.base)
                                || Set.of("uuid", "boolean", "numeric").contains(a.base));
    }

    /** Whether what a text says of a column of one type can be said of one of the other: both hold texts, or numbers. */
    static boolean areAlike(String from, String to) {
        String a = Type.of(from).base();
        String b = Type.of(to).base();
        return a.equals(b) || TEXTS.contains(a) && TEXTS.contains(b) || NUMBERS.contains(a) && NUMBERS.contains(b);
    }

    /** Whether both types are of numbers, and not the same one. */
    static boolean areNumbers(String from, String to) {
        String a = Type.of(from).base();
        String b = Type.of(to).base();
        return !a.equals(b) && NUMBERS.contains(a) && NUMBERS.contains(b);
    }

    /** How PostgreSQL is to make the new value of the old one; its texts are the way between types that know no other. */
    static String using(String column, String from, String to) {
        String a = Type.of(from).base();
        String b = Type.of(to).base() + Type.of(to).rest();
        String whole = Type.of(from).base() + Type.of(from).rest();
        boolean direct = TEXTS.contains(b)
                || TEXTS.contains(a)
                || NUMBERS.contains(a) && NUMBERS.contains(b)
                || TIMES.contains(whole) && TIMES.contains(b)
                || a.equals("boolean") && b.equals("integer")
                || a.equals("integer") && b.equals("boolean");
        return direct ? column + "::" + to : column + "::text::" + to;
    }
}
