package dev.naust.migration.schema;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Kind;
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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A structure made of what a store says to all technologies alike, written in the words of one dialect: for stores that
 * declare nothing in words of their own, and for two stores that speak different ones.
 */
final class Inferred {
    private static final Set<Kind> NUMBERS = Set.of(Kind.INT32, Kind.INT64, Kind.FLOAT64, Kind.DECIMAL);

    private final Dialect dialect;
    private final String technology;
    private final UnaryOperator<Field> types;
    private final UnaryOperator<DatasetId> places;
    private final List<String> notes = new ArrayList<>();
    /** What the keys of tables are called, where that has to be known to take one away. */
    private final Map<DatasetId, String> keys = new HashMap<>();

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
    static Structure own(Store store, Dialect dialect) throws InterruptedException {
        Inferred inferred = new Inferred(dialect, dialect.id(), field -> field, id -> id);
        if (dialect == Dialect.POSTGRES && store.structures().isPresent()) {
            inferred.nameKeys(store.structures().get().read());
        }
        return inferred.read(store);
    }

    private void nameKeys(Structure structure) {
        for (Table table : structure.tables()) {
            table.constraints().stream()
                    .filter(rule -> rule.rule() == Rule.PRIMARY_KEY)
                    .forEach(rule -> keys.put(table.id(), rule.name()));
        }
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

    /** What is designed for a store of this dialect, with names and types that are its own. */
    static Structure designed(Dialect dialect, List<Schema> schemas) {
        Inferred inferred = new Inferred(dialect, dialect.id(), field -> field, id -> id);
        List<Table> tables = schemas.stream().map(inferred::table).toList();
        return new Structure(dialect.id(), tables, List.of(), List.of(), List.of(), inferred.notes);
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
                    Rule.PRIMARY_KEY,
                    keys.getOrDefault(schema.id(), ""),
                    schema.key(),
                    "PRIMARY KEY (" + list(schema.key()) + ")",
                    Optional.empty()));
        }
        List<Index> indexes = new ArrayList<>();
        for (dev.naust.api.model.Index index : schema.indexes()) {
            if (index.unique() && index.constraint()) {
                rules.add(new Constraint(
                        Rule.UNIQUE,
                        fitting(index.name()),
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
        if (identity && dialect == Dialect.SQLITE) {
            notes.add("How the column " + field.name() + " of " + schema.id()
                    + " is numbered, and how far, is not compared:"
                    + " SQLite goes on behind the greatest number of a key, and numbers no other column");
        }
        return new Column(
                field.name(),
                declared(held.type()),
                field.nullable() && !schema.key().contains(field.name()),
                identity
                        ? Optional.empty()
                        : defaultOf(schema, field, held.type().kind()),
                Optional.empty(),
                identity && dialect != Dialect.SQLITE ? Optional.of("BY DEFAULT") : Optional.empty(),
                Optional.empty());
    }

    /** SQLite's provider marks a type that only another technology knows, so that its values stay as they are. */
    private String declared(FieldType type) {
        return dialect == Dialect.SQLITE && type.kind() == Kind.EXTENSION
                ? "EXTENSION_TEXT_" + type.nativeType()
                : type.nativeType();
    }

    private Optional<String> defaultOf(Schema schema, Field field, Kind held) {
        Optional<String> text = field.defaultValue().flatMap(value -> literal(value, held));
        if (text.isEmpty() && field.defaultValue().isPresent()) {
            notes.add("The default of the column " + field.name() + " of " + schema.id()
                    + " is not compared: it is in the words of its own technology, or not of the column's type");
        }
        return text;
    }

    private Optional<String> literal(DefaultValue value, Kind held) {
        if (value instanceof DefaultValue.CurrentTime) {
            return Optional.of(dialect == Dialect.SQLITE ? sqliteNow(held) : "CURRENT_TIMESTAMP");
        }
        return value instanceof DefaultValue.Constant constant
                        && isOf(constant.value().kind(), held)
                ? literal(constant.value())
                : Optional.empty();
    }

    /** SQLite writes the time as a text, in the form in which it writes the column's values. */
    private static String sqliteNow(Kind held) {
        return switch (held) {
            case DATE -> "CURRENT_DATE";
            case TIME -> "CURRENT_TIME";
            case MOMENT -> "(strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))";
            case OFFSET_TIMESTAMP -> "(strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'))";
            default -> "CURRENT_TIMESTAMP";
        };
    }

    /** SQLite takes any default for any column, where PostgreSQL refuses the table. */
    private boolean isOf(Kind value, Kind held) {
        return dialect == Dialect.SQLITE
                || value == held
                || NUMBERS.contains(value) && NUMBERS.contains(held)
                || value == Kind.TEXT && held == Kind.EXTENSION;
    }

    private Optional<String> literal(Value value) {
        return switch (value.kind()) {
            case INT32 -> Optional.of("" + ((Value.Int32) value).number());
            case INT64 -> Optional.of("" + ((Value.Int64) value).number());
            case FLOAT64 ->
                Optional.of(((Value.Float64) value).number())
                        .filter(Double::isFinite)
                        .map(number -> BigDecimal.valueOf(number).toPlainString());
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

    private String fitting(String name) {
        return dialect == Dialect.POSTGRES ? NamesAside.fitting(name) : name;
    }

    private Index index(dev.naust.api.model.Index index) {
        List<String> parts = index.parts().stream()
                .map(part -> dialect.name(part.field()) + (part.descending() ? " DESC" : ""))
                .toList();
        return new Index(
                fitting(index.name()),
                index.unique(),
                "",
                parts,
                Optional.empty(),
                "(" + String.join(", ", parts) + ")");
    }

    private Constraint reference(ForeignKey key) {
        DatasetId target = places.apply(key.target());
        return new Constraint(
                Rule.FOREIGN_KEY,
                fitting(key.name()),
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
