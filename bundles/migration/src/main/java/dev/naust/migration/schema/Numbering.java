package dev.naust.migration.schema;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How PostgreSQL numbers an identity column.
 *
 * @param way {@code ALWAYS} or {@code BY DEFAULT}
 * @param settings what is not usual about the numbers, such as {@code START WITH 100 INCREMENT BY 7}; may be empty
 */
record Numbering(String way, String settings) {
    private static final Pattern PARTS = Pattern.compile("(ALWAYS|BY DEFAULT)(?: \\((.*)\\))?");

    /** Of what a column's identity says. */
    static Numbering of(String identity) {
        Matcher parts = PARTS.matcher(identity);
        return parts.matches()
                ? new Numbering(parts.group(1), parts.group(2) == null ? "" : parts.group(2))
                : new Numbering(identity, "");
    }

    /** What makes a column numbered. */
    String declared() {
        return "GENERATED " + way + " AS IDENTITY" + (settings.isEmpty() ? "" : " (" + settings + ")");
    }

    /** What gives a numbered column this numbering, whatever was set before; its present position stays. */
    String changes() {
        return "SET GENERATED " + way + " SET INCREMENT BY " + increment() + " SET " + bound("MINVALUE") + " SET "
                + bound("MAXVALUE") + " SET START WITH " + start() + " SET CACHE " + setting("CACHE", "1") + " SET "
                + (settings.contains("CYCLE") ? "CYCLE" : "NO CYCLE");
    }

    private String start() {
        boolean down = increment().startsWith("-");
        return setting("START WITH", setting(down ? "MAXVALUE" : "MINVALUE", down ? "-1" : "1"));
    }

    /** The number behind those that are in a column; the first where there are none. */
    String next(String column) {
        return increment().startsWith("-")
                ? "least(min(" + column + ") - 1, " + start() + ")"
                : "greatest(max(" + column + ") + 1, " + start() + ")";
    }

    /** The numbers between which it stays; of a smaller type they are fewer, and its position is one of those. */
    SequenceChange.Bounds bounds() {
        boolean down = increment().startsWith("-");
        return new SequenceChange.Bounds(
                new BigInteger(setting("MINVALUE", down ? Long.toString(Long.MIN_VALUE) : "1")),
                new BigInteger(setting("MAXVALUE", down ? "-1" : Long.toString(Long.MAX_VALUE))));
    }

    private String increment() {
        return setting("INCREMENT BY", "1");
    }

    private String bound(String name) {
        String value = setting(name, "");
        return value.isEmpty() ? "NO " + name : name + " " + value;
    }

    private String setting(String name, String usual) {
        Matcher found = Pattern.compile(name + " (-?\\d+)").matcher(settings);
        return found.find() ? found.group(1) : usual;
    }
}
