package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Questions for the rows for which PostgreSQL refuses a step, for a person to ask before or after it. */
final class RowsInTheWay {
    private static final Pattern REFERENCE =
            Pattern.compile("FOREIGN KEY \\((.*)\\) REFERENCES (.+?)\\((.*?)\\)(?: .*)?$", Pattern.DOTALL);

    private RowsInTheWay() {}

    private static String name(DatasetId id) {
        return Dialect.POSTGRES.name(id);
    }

    private static String sentence(String question) {
        return "Rows in the way: " + question + ".";
    }

    /** Those without a value. */
    static String nulls(DatasetId table, String column) {
        return sentence("SELECT * FROM " + name(table) + " WHERE " + Dialect.POSTGRES.name(column) + " IS NULL");
    }

    /** Those that break a rule; empty where no question says it. */
    static String breaking(DatasetId table, Constraint rule) {
        return switch (rule.rule()) {
            case CHECK -> check(table, rule.definition());
            case FOREIGN_KEY -> reference(table, rule.definition());
            case PRIMARY_KEY, UNIQUE ->
                twice(
                        table,
                        rule.columns().stream().map(Dialect.POSTGRES::name).toList(),
                        Optional.empty(),
                        rule.rule() == Rule.PRIMARY_KEY);
            case EXCLUSION -> "";
        };
    }

    /** Those that agree in what a unique index is over. */
    static String twice(DatasetId table, Index index) {
        return twice(
                table,
                index.parts().stream()
                        .map(part -> part.endsWith(" DESC") ? part.substring(0, part.length() - 5) : part)
                        .toList(),
                index.condition(),
                false);
    }

    private static String twice(DatasetId table, List<String> parts, Optional<String> condition, boolean key) {
        String list = String.join(", ", parts);
        String whole = "ROW(" + list + ") IS NOT NULL";
        return parts.isEmpty()
                ? ""
                : sentence("SELECT " + list + ", count(*) FROM " + name(table)
                        + condition.map(text -> " WHERE " + text).orElse("") + " GROUP BY " + list + " HAVING "
                        + (key ? "count(*) > 1 OR NOT " + whole : "count(*) > 1 AND " + whole));
    }

    private static String check(DatasetId table, String definition) {
        int open = definition.indexOf('(');
        int close = definition.lastIndexOf(')');
        return open < 0 || close < open
                ? ""
                : sentence("SELECT * FROM " + name(table) + " WHERE NOT " + definition.substring(open, close + 1));
    }

    private static String reference(DatasetId table, String definition) {
        Matcher parts = REFERENCE.matcher(definition);
        return parts.matches()
                ? sentence("SELECT * FROM " + name(table) + " WHERE ROW(" + parts.group(1) + ") IS NOT NULL AND ("
                        + parts.group(1) + ") NOT IN (SELECT " + parts.group(3) + " FROM " + parts.group(2)
                        + " WHERE ROW(" + parts.group(3) + ") IS NOT NULL)")
                : "";
    }
}
