package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.service.SchemaComparisons.Effect;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.migration.schema.Steps.Phase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes what is called otherwise, and the schemas that names need, as statements for PostgreSQL. For one thread. */
final class PostgresNames {
    private final Delta delta;
    private final Steps steps;

    PostgresNames(Delta delta, Steps steps) {
        this.delta = delta;
        this.steps = steps;
    }

    private static String name(String name) {
        return Dialect.POSTGRES.name(name);
    }

    private static String name(DatasetId id) {
        return Dialect.POSTGRES.name(id);
    }

    void write() {
        rename();
        schemas();
    }

    private void rename() {
        for (Rename rename : delta.renames()) {
            boolean ofTable = rename.collection().isEmpty();
            for (Table table : delta.target().tables()) {
                if (ofTable && Matching.means(rename.to(), table.id())) {
                    String from = rename.from().substring(rename.from().lastIndexOf('.') + 1);
                    steps.add(
                            Phase.RENAME,
                            Effect.QUICK,
                            "Rename table " + from + " to " + table.id().name(),
                            "What names the table in its own code has to change at the same time.",
                            "ALTER TABLE " + name(Renaming.id(table.id(), from)) + " RENAME TO "
                                    + name(table.id().name()));
                } else if (!ofTable && Matching.means(rename.collection(), table.id())) {
                    steps.add(
                            Phase.RENAME,
                            Effect.QUICK,
                            "Rename column " + rename.from() + " of " + table.id() + " to " + rename.to(),
                            "What names the column in its own code has to change at the same time.",
                            "ALTER TABLE " + name(table.id()) + " RENAME COLUMN " + name(rename.from()) + " TO "
                                    + name(rename.to()));
                }
            }
        }
    }

    private void schemas() {
        Set<String> there = new LinkedHashSet<>();
        qualified(delta.target()).forEach(id -> there.add(id.path().get(0)));
        Set<String> wanted = new LinkedHashSet<>();
        qualified(delta.source()).forEach(id -> wanted.add(id.path().get(0)));
        wanted.removeAll(there);
        wanted.remove("public");
        wanted.forEach(schema -> steps.add(
                Phase.RENAME,
                Effect.QUICK,
                "Make schema " + schema,
                "",
                "CREATE SCHEMA IF NOT EXISTS " + name(schema)));
    }

    /** What stands in a schema; the names of other technologies have one part only. */
    private static List<DatasetId> qualified(Structure structure) {
        List<DatasetId> ids = new ArrayList<>();
        structure.tables().forEach(each -> ids.add(each.id()));
        structure.views().forEach(each -> ids.add(each.id()));
        structure.sequences().forEach(each -> ids.add(each.id()));
        structure.enums().forEach(each -> ids.add(each.id()));
        structure.domains().forEach(each -> ids.add(each.id()));
        return ids.stream().filter(id -> id.path().size() > 1).toList();
    }
}
