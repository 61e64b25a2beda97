package dev.naust.migration.schema;

import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Script;
import dev.naust.api.service.SchemaComparisons.Step;
import java.util.List;

/** Steps as one text for a person to read and a tool to run. */
final class ScriptText {
    private ScriptText() {}

    static Script of(Dialect dialect, Delta delta, boolean destructive) {
        List<Step> steps =
                switch (dialect) {
                    case POSTGRES -> PostgresScript.of(delta);
                    case SQLITE -> SqliteScript.of(delta);
                    case SQLSERVER -> SqlServerScript.of(delta);
                };
        return new Script(dialect.id(), steps, text(dialect, steps, destructive));
    }

    private static String text(Dialect dialect, List<Step> steps, boolean destructive) {
        StringBuilder text = new StringBuilder();
        boolean rebuilds = dialect == Dialect.SQLITE && !steps.isEmpty();
        if (rebuilds) {
            text.append("PRAGMA foreign_keys = OFF;\nPRAGMA legacy_alter_table = ON;\nBEGIN IMMEDIATE;\n");
        }
        boolean warned = false;
        for (Step step : steps) {
            boolean loses = step.effect() == Effect.DESTRUCTIVE;
            if (loses && !warned) {
                text.append("\n-- From here on something is lost.")
                        .append(destructive ? "" : " Not executed: ask for it, or take the marks away.")
                        .append('\n');
                warned = true;
            }
            text.append("\n-- ").append(line(step.title())).append('\n');
            if (!step.note().isEmpty()) {
                text.append("-- ").append(line(step.note())).append('\n');
            }
            for (String statement : step.statements()) {
                String ended = statement + ";";
                text.append(loses && !destructive ? "-- " + ended.replace("\n", "\n-- ") : ended)
                        .append('\n');
            }
        }
        if (rebuilds) {
            // For a person to run: it fails where a reference leads to columns that are not unique, as it may have
            // before.
            text.append("\nCOMMIT;\nPRAGMA legacy_alter_table = OFF;\nPRAGMA foreign_keys = ON;\n")
                    .append("-- PRAGMA foreign_key_check; lists the references that lead to no row.\n");
        }
        return text.toString();
    }

    /** A name may hold a line's end, which would end the comment that it stands in. */
    private static String line(String text) {
        return text.replaceAll("\\R", " ");
    }
}
