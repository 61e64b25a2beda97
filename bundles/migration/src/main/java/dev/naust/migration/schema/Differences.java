package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Domain;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.View;
import dev.naust.api.service.SchemaComparisons.Change;
import dev.naust.api.service.SchemaComparisons.Difference;
import dev.naust.api.service.SchemaComparisons.Property;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Thing;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A delta as a list of differences, each with what it is on both sides. */
final class Differences {
    private final List<Difference> found = new ArrayList<>();

    private Differences() {}

    static List<Difference> of(Delta delta) {
        Differences differences = new Differences();
        delta.renames().forEach(differences::rename);
        delta.tables().forEach(differences::table);
        delta.views()
                .forEach(pair -> differences.add(
                        Thing.VIEW,
                        pair,
                        pair.any().id().toString(),
                        pair.any().id().toString(),
                        Differences::view));
        delta.sequences()
                .forEach(pair -> differences.add(
                        Thing.SEQUENCE,
                        pair,
                        pair.any().id().toString(),
                        pair.any().id().toString(),
                        each -> Map.of(
                                "settings",
                                each.settings(),
                                "owner",
                                each.owner()
                                        .map(id -> id + "." + each.ownerColumn())
                                        .orElse(""))));
        delta.enums()
                .forEach(pair -> differences.add(
                        Thing.ENUM,
                        pair,
                        pair.any().id().toString(),
                        pair.any().id().toString(),
                        each -> Map.of("labels", String.join(", ", each.labels()))));
        delta.domains()
                .forEach(pair -> differences.add(
                        Thing.DOMAIN,
                        pair,
                        pair.any().id().toString(),
                        pair.any().id().toString(),
                        Differences::domain));
        return List.copyOf(differences.found);
    }

    private void rename(Rename rename) {
        boolean ofTable = rename.collection().isEmpty();
        found.add(new Difference(
                ofTable ? Thing.COLLECTION : Thing.COLUMN,
                Change.RENAMED,
                ofTable ? rename.to() : rename.collection(),
                rename.to(),
                List.of(new Property("name", rename.to(), rename.from()))));
    }

    private void table(TableDelta table) {
        String id = table.id().toString();
        if (!table.table().isBoth()) {
            add(Thing.COLLECTION, table.table(), id, id, Differences::whole);
            return;
        }
        if (table.optionsDiffer()) {
            add(Thing.COLLECTION, table.table(), id, id, each -> Map.of("options", String.join(", ", each.options())));
        }
        if (table.inheritsDiffer()) {
            add(Thing.COLLECTION, table.table(), id, id, each -> Map.of("inherits", parents(each)));
        }
        table.columns().forEach(pair -> add(Thing.COLUMN, pair, id, pair.any().name(), Differences::column));
        table.constraints().forEach(pair -> constraint(id, pair));
        table.indexes().forEach(pair -> add(Thing.INDEX, pair, id, pair.any().name(), Differences::index));
        table.triggers()
                .forEach(pair -> add(
                        Thing.TRIGGER, pair, id, pair.any().name(), each -> Map.of("definition", each.definition())));
    }

    private void constraint(String table, Pair<Constraint> pair) {
        Constraint rule = pair.any();
        add(
                thing(rule.rule()),
                pair,
                table,
                called(rule),
                each -> ordered("name", each.name(), "definition", each.definition()));
    }

    /** A rule without a name is called by its columns, as far as they are known. */
    private static String called(Constraint rule) {
        return rule.name().isEmpty() ? String.join(", ", rule.columns()) : rule.name();
    }

    private static Thing thing(Rule rule) {
        return switch (rule) {
            case PRIMARY_KEY -> Thing.PRIMARY_KEY;
            case UNIQUE -> Thing.UNIQUE;
            case FOREIGN_KEY -> Thing.FOREIGN_KEY;
            case CHECK -> Thing.CHECK;
            case EXCLUSION -> Thing.EXCLUSION;
        };
    }

    private static String parents(Table table) {
        return table.inherits().stream().map(DatasetId::toString).sorted().collect(Collectors.joining(", "));
    }

    private static Map<String, String> whole(Table table) {
        return ordered(
                "columns",
                String.join(", ", table.columns().stream().map(Column::name).toList()),
                "constraints",
                Integer.toString(table.constraints().size()),
                "indexes",
                Integer.toString(table.indexes().size()),
                "inherits",
                parents(table));
    }

    private static Map<String, String> column(Column column) {
        return ordered(
                "type", column.type(),
                "nullable", Boolean.toString(column.nullable()),
                "default", column.defaultValue().orElse(""),
                "generated", column.generated().orElse(""),
                "identity", column.identity().orElse(""),
                "collation", column.collation().orElse(""));
    }

    private static Map<String, String> domain(Domain domain) {
        return ordered(
                "type", domain.type(),
                "nullable", Boolean.toString(domain.nullable()),
                "default", domain.defaultValue().orElse(""),
                "collation", domain.collation().orElse(""),
                "checks",
                        domain.checks().stream()
                                .map(rule -> rule.name() + " " + rule.definition())
                                .sorted()
                                .collect(Collectors.joining(", ")));
    }

    private static Map<String, String> index(Index index) {
        return ordered(
                "name", index.name(),
                "unique", Boolean.toString(index.unique()),
                "method", index.method(),
                "parts", String.join(", ", index.parts()),
                "condition", index.condition().orElse(""),
                "definition", index.definition());
    }

    private static Map<String, String> view(View view) {
        return ordered(
                "stored",
                Boolean.toString(view.stored()),
                "definition",
                view.definition(),
                "indexes",
                String.join(", ", view.indexes().stream().map(Index::name).toList()));
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private <T> void add(
            Thing thing, Pair<T> pair, String collection, String name, Function<T, Map<String, String>> form) {
        Map<String, String> source = pair.source().map(form).orElse(Map.of());
        Map<String, String> target = pair.target().map(form).orElse(Map.of());
        List<Property> properties = new ArrayList<>();
        for (String each : (source.isEmpty() ? target : source).keySet()) {
            String left = source.getOrDefault(each, "");
            String right = target.getOrDefault(each, "");
            // A stored definition may be written in two ways that mean the same.
            boolean same = pair.isBoth() && (each.equals("name") ? left.equals(right) : Matching.same(left, right));
            if (!same && !(left.isEmpty() && right.isEmpty())) {
                properties.add(new Property(each, left, right));
            }
        }
        Change change = pair.isMissing() ? Change.MISSING : pair.isExtra() ? Change.EXTRA : Change.DIFFERENT;
        boolean onlyName = properties.size() == 1 && properties.get(0).name().equals("name");
        found.add(new Difference(thing, onlyName ? Change.RENAMED : change, collection, name, properties));
    }
}
