package dev.naust.migration.schema;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A structure made of what a store says to all technologies alike, written in the words of one dialect: for stores that
 * declare nothing in words of their own, and for two stores that speak different ones.
 */
final class Inferred {
    private final Dialect dialect;
    private final String technology;
    private final UnaryOperator<Field> types;
    private final UnaryOperator<DatasetId> places;

    private Inferred(Dialect dialect, String technology, UnaryOperator<Field> types, UnaryOperator<DatasetId> places) {
        this.dialect = dialect;
        this.technology = technology;
        this.types = types;
        this.places = places;
    }

    /** In no technology's words: a type is what its values mean. */
    static Structure plain(Store store) {
        return new Inferred(
                        Dialect.POSTGRES,
                        "",
                        field -> field.withType(
                                field.type().withNativeType(field.type().describe())),
                        id -> id)
                .read(store);
    }

    /** In the store's own words for types. */
    static Structure own(Store store, Dialect dialect) {
        return new Inferred(dialect, dialect.id(), field -> field, id -> id).read(store);
    }

    /** As a target would hold what is in a store. */
    static Structure as(Store store, Store target, Dialect dialect) {
        return new Inferred(
                        dialect,
                        dialect.id(),
                        field -> target.types().plan(field).target(),
                        id -> target.schemaEditing()
                                .map(editing -> editing.place(id))
                                .orElse(id))
                .read(store);
    }

    /** In the words of a dialect that no store at hand speaks. */
    static Structure in(Store store, Dialect dialect) {
        return new Inferred(
                        dialect,
                        dialect.id(),
                        field -> field.withType(field.type().withNativeType(KindTypes.of(dialect, field.type()))),
                        id -> dialect == Dialect.SQLITE ? DatasetId.of(id.name()) : id)
                .read(store);
    }

    private Structure read(Store store) {
        List<Table> tables = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Dataset dataset : store.datasets()) {
            if (dataset.shape() == Shape.VIEW) {
                notes.add("The view " + dataset.id()
                        + " is not compared: its definition is in the words of its own technology");
            } else {
                Schema schema = store.describe(dataset.id());
                tables.add(table(schema));
                schema.extras().forEach(extra -> notes.add(dataset.id() + ": " + extra));
            }
        }
        return new Structure(technology, tables, List.of(), List.of(), List.of(), notes);
    }

    private Table table(Schema schema) {
        List<Constraint> rules = new ArrayList<>();
        if (!schema.key().isEmpty()) {
            rules.add(new Constraint(
                    Rule.PRIMARY_KEY, "", schema.key(), "PRIMARY KEY (" + list(schema.key()) + ")", Optional.empty()));
        }
        List<Index> indexes = new ArrayList<>();
        for (dev.naust.api.model.Index index : schema.indexes()) {
            if (index.unique() && index.constraint()) {
                rules.add(new Constraint(
                        Rule.UNIQUE,
                        index.name(),
                        index.fields(),
                        "UNIQUE (" + list(index.fields()) + ")",
                        Optional.empty()));
            } else {
                indexes.add(index(index));
            }
        }
        schema.foreignKeys().forEach(key -> rules.add(reference(key)));
        return new Table(
                places.apply(schema.id()),
                schema.fields().stream().map(field -> column(schema, field)).toList(),
                rules,
                indexes,
                List.of(),
                List.of());
    }

    private Column column(Schema schema, Field field) {
        Field held = types.apply(field);
        boolean identity = field.generation() == Generation.IDENTITY;
        return new Column(
                field.name(),
                held.type().nativeType(),
                field.nullable() && !schema.key().contains(field.name()),
                identity ? Optional.empty() : field.defaultValue().flatMap(this::literal),
                Optional.empty(),
                identity && dialect != Dialect.SQLITE ? Optional.of("BY DEFAULT") : Optional.empty(),
                Optional.empty());
    }

    private Optional<String> literal(DefaultValue value) {
        if (value instanceof DefaultValue.CurrentTime) {
            return Optional.of("CURRENT_TIMESTAMP");
        }
        return value instanceof DefaultValue.Constant constant ? literal(constant.value()) : Optional.empty();
    }

    private Optional<String> literal(Value value) {
        return switch (value.kind()) {
            case INT32 -> Optional.of("" + ((Value.Int32) value).number());
            case INT64 -> Optional.of("" + ((Value.Int64) value).number());
            case DECIMAL ->
                Optional.of(dialect.literal(((Value.Decimal) value).number()).toString());
            case BOOL ->
                Optional.of(
                        dialect == Dialect.POSTGRES
                                ? Boolean.toString(((Value.Bool) value).isTrue())
                                : ((Value.Bool) value).isTrue() ? "1" : "0");
            case TEXT ->
                value instanceof Text text && text.string().indexOf('\0') < 0
                        ? Optional.of(dialect.literal(text.string()).toString())
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Index index(dev.naust.api.model.Index index) {
        List<String> parts = index.parts().stream()
                .map(part -> dialect.name(part.field()) + (part.descending() ? " DESC" : ""))
                .toList();
        return new Index(
                index.name(), index.unique(), "", parts, Optional.empty(), "(" + String.join(", ", parts) + ")");
    }

    private Constraint reference(ForeignKey key) {
        DatasetId target = places.apply(key.target());
        return new Constraint(
                Rule.FOREIGN_KEY,
                key.name(),
                key.fields(),
                "FOREIGN KEY (" + list(key.fields()) + ") REFERENCES " + dialect.name(target) + " ("
                        + list(key.targetFields()) + ")" + action(" ON DELETE ", key.onDelete())
                        + action(" ON UPDATE ", key.onUpdate()),
                Optional.of(target));
    }

    private static String action(String event, ForeignKey.Action action) {
        return action == ForeignKey.Action.NO_ACTION
                ? ""
                : event + action.name().replace('_', ' ');
    }

    private String list(List<String> names) {
        return names.stream().map(dialect::name).collect(Collectors.joining(", "));
    }
}
