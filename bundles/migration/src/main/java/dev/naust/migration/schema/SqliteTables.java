package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import java.util.ArrayList;
import java.util.List;

/** Tables and indexes of a structure as statements that make them in SQLite. */
final class SqliteTables {
    private static final String ANEW = "naust_new_";

    private SqliteTables() {}

    /** Makes a table with these columns under a name. */
    static String create(Table table, List<Column> columns, String name) {
        List<String> parts = new ArrayList<>();
        for (Column column : columns) {
            parts.add(declared(column, column.identity().isPresent() ? key(table) : ""));
        }
        boolean counted = isCounted(table);
        for (Constraint rule : table.constraints()) {
            if (!(counted && rule.rule() == Rule.PRIMARY_KEY)) {
                parts.add((rule.name().isEmpty() ? "" : "CONSTRAINT " + name(rule.name()) + " ") + rule.definition());
            }
        }
        return "CREATE TABLE " + name(name) + " (\n  " + String.join(",\n  ", parts) + "\n)"
                + (table.options().isEmpty() ? "" : " " + String.join(", ", table.options()));
    }

    /** AUTOINCREMENT is said only behind the column itself. */
    private static String key(Table table) {
        return table.constraints().stream()
                .filter(rule -> rule.rule() == Rule.PRIMARY_KEY)
                .findFirst()
                .map(rule -> (rule.name().isEmpty() ? "" : " CONSTRAINT " + name(rule.name()))
                        + " PRIMARY KEY"
                        + rule.definition().substring(rule.definition().lastIndexOf(')') + 1)
                        + " AUTOINCREMENT")
                .orElse("");
    }

    /** A column as it is declared; what makes it the key follows its type. */
    static String declared(Column column, String key) {
        return name(column.name())
                + (column.type().isEmpty() ? "" : " " + column.type())
                + key
                + column.collation().map(collation -> " COLLATE " + collation).orElse("")
                + (column.nullable() ? "" : " NOT NULL")
                + column.defaultValue().map(text -> " DEFAULT " + text).orElse("")
                + column.generated().map(rule -> " GENERATED ALWAYS AS " + rule).orElse("");
    }

    /** Makes a table anew beside the old one, with the rows of it, and puts it in its place. */
    static List<String> anew(Table wanted, List<Column> columns, Table had) {
        String name = wanted.id().name();
        String aside = ANEW + name;
        List<String> statements = new ArrayList<>();
        statements.add(create(wanted, columns, aside));
        List<String> copied = had.columns().stream()
                .map(Column::name)
                .filter(column -> columns.stream()
                        .anyMatch(each ->
                                each.name().equals(column) && each.generated().isEmpty()))
                .toList();
        if (!copied.isEmpty()) {
            String list = Dialect.SQLITE.escapeIdentifiers(copied).toString();
            statements.add("INSERT INTO " + name(aside) + " (" + list + ") SELECT " + list + " FROM " + name(name));
        }
        if (isCounted(wanted) && isCounted(had)) {
            statements.add("DELETE FROM sqlite_sequence WHERE name = " + Dialect.SQLITE.literal(aside));
            statements.add("INSERT INTO sqlite_sequence (name, seq) SELECT " + Dialect.SQLITE.literal(aside)
                    + ", seq FROM sqlite_sequence WHERE name = " + Dialect.SQLITE.literal(name));
        }
        statements.add("DROP TABLE " + name(name));
        statements.add("ALTER TABLE " + name(aside) + " RENAME TO " + name(name));
        return statements;
    }

    /**
     * Renames a table. As it was done before SQLite 3.25, which is how a table is put in another's place, references would go on
     * leading to the old name.
     */
    static List<String> rename(String from, String to) {
        List<String> statements = new ArrayList<>();
        statements.add("PRAGMA legacy_alter_table = OFF");
        String now = from;
        if (from.equalsIgnoreCase(to)) {
            now = ANEW + to;
            statements.add("ALTER TABLE " + name(from) + " RENAME TO " + name(now));
        }
        statements.add("ALTER TABLE " + name(now) + " RENAME TO " + name(to));
        statements.add("PRAGMA legacy_alter_table = ON");
        return statements;
    }

    /** Makes an index under a name. */
    static String create(DatasetId table, Index index, String name) {
        return "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + name(name) + " ON " + name(table.name()) + " "
                + index.definition();
    }

    private static boolean isCounted(Table table) {
        return table.columns().stream().anyMatch(column -> column.identity().isPresent());
    }

    private static String name(String name) {
        return Dialect.SQLITE.name(name);
    }
}
