package dev.naust.migration.schema;

import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.service.SchemaComparisons.Rename;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names that differ in their case only: to SQLite they are one, so that the target's is written as the source's. */
final class Spelling {
    private Spelling() {}

    /** The renames that somebody named, and one for each name of the target that is spelled otherwise. */
    static List<Rename> of(Structure source, Structure target, List<Rename> renames) {
        String sqlite = Dialect.SQLITE.id();
        if (!source.technology().equals(sqlite) || !target.technology().equals(sqlite)) {
            return renames;
        }
        List<Rename> all = new ArrayList<>(renames);
        Structure had = Renaming.apply(target, renames);
        for (Table wanted : source.tables()) {
            Optional<Table> other = had.tables().stream()
                    .filter(table ->
                            table.id().name().equalsIgnoreCase(wanted.id().name()))
                    .findFirst();
            other.filter(table -> !table.id().equals(wanted.id()))
                    .ifPresent(table -> all.add(
                            new Rename("", table.id().name(), wanted.id().name())));
            other.ifPresent(table -> columns(wanted, table, all));
        }
        return all;
    }

    private static void columns(Table wanted, Table had, List<Rename> all) {
        for (Column column : wanted.columns()) {
            had.columns().stream()
                    .filter(other -> other.name().equalsIgnoreCase(column.name())
                            && !other.name().equals(column.name()))
                    .forEach(other -> all.add(new Rename(wanted.id().toString(), other.name(), column.name())));
        }
    }
}
