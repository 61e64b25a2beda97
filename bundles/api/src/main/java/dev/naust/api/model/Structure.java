package dev.naust.api.model;

import java.util.List;
import java.util.Optional;

/**
 * All that a store declares of its collections, in the store's own words: what a comparison compares and what a script makes
 * again. Where {@link Schema} carries meaning from one technology to another, this keeps every detail of one.
 *
 * @param technology whose words these are, as the id of its provider's family: {@code postgres}, {@code sqlite}, {@code
 *     sqlserver}; empty where there are no words, only meaning
 * @param notes what the catalogue holds besides that is not compared, one sentence each
 */
public record Structure(
        String technology,
        List<Table> tables,
        List<View> views,
        List<Sequence> sequences,
        List<EnumType> enums,
        List<Domain> domains,
        List<String> notes) {

    public Structure {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
        sequences = List.copyOf(sequences);
        enums = List.copyOf(enums);
        domains = List.copyOf(domains);
        notes = List.copyOf(notes);
    }

    /** A structure of a store that has no domains. */
    public Structure(
            String technology,
            List<Table> tables,
            List<View> views,
            List<Sequence> sequences,
            List<EnumType> enums,
            List<String> notes) {
        this(technology, tables, views, sequences, enums, List.of(), notes);
    }

    /** The table of this name. */
    public Optional<Table> table(DatasetId id) {
        return tables.stream().filter(table -> table.id().equals(id)).findFirst();
    }

    /**
     * A collection that holds records.
     *
     * @param options what was said behind its columns, such as {@code STRICT}; in upper case, sorted
     * @param inherits the tables whose columns and checks it has too, and whose records its own are
     */
    public record Table(
            DatasetId id,
            List<Column> columns,
            List<Constraint> constraints,
            List<Index> indexes,
            List<Trigger> triggers,
            List<String> options,
            List<DatasetId> inherits) {
        public Table {
            columns = List.copyOf(columns);
            constraints = List.copyOf(constraints);
            indexes = List.copyOf(indexes);
            triggers = List.copyOf(triggers);
            options = List.copyOf(options);
            inherits = List.copyOf(inherits);
        }

        /** A table that inherits from no other. */
        public Table(
                DatasetId id,
                List<Column> columns,
                List<Constraint> constraints,
                List<Index> indexes,
                List<Trigger> triggers,
                List<String> options) {
            this(id, columns, constraints, indexes, triggers, options, List.of());
        }

        /** The column of this name. */
        public Optional<Column> column(String name) {
            return columns.stream().filter(column -> column.name().equals(name)).findFirst();
        }
    }

    /**
     * A column.
     *
     * @param type as declared; may be empty where none is needed
     * @param defaultValue the expression that fills it in
     * @param generated the rule that computes it, such as {@code (price * 2) STORED}
     * @param identity how the store numbers it, such as {@code ALWAYS}, {@code BY DEFAULT (INCREMENT BY 5)} or {@code
     *     AUTOINCREMENT}; what is usual is left out
     * @param collation how its texts are compared, where that is not the usual way
     */
    public record Column(
            String name,
            String type,
            boolean nullable,
            Optional<String> defaultValue,
            Optional<String> generated,
            Optional<String> identity,
            Optional<String> collation) {}

    /** What kind of rule a constraint is. */
    public enum Rule {
        PRIMARY_KEY,
        UNIQUE,
        FOREIGN_KEY,
        CHECK,
        EXCLUSION
    }

    /**
     * A rule for a table's records.
     *
     * @param name empty where it has none
     * @param columns the columns that it is about, as far as the store says
     * @param definition as it stands behind {@code CONSTRAINT name}
     * @param target the table that a foreign key refers to
     */
    public record Constraint(
            Rule rule, String name, List<String> columns, String definition, Optional<DatasetId> target) {
        public Constraint {
            columns = List.copyOf(columns);
        }
    }

    /**
     * An index that no constraint made.
     *
     * @param method such as {@code btree}; empty where the store has one only
     * @param parts columns and expressions in order, each with its direction and collation where they are not the usual
     * @param condition which records it holds, where not all
     * @param definition what stands behind the table's name where it is created
     */
    public record Index(
            String name,
            boolean unique,
            String method,
            List<String> parts,
            Optional<String> condition,
            String definition) {
        public Index {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Something that happens when records change.
     *
     * @param definition the whole statement that makes it
     */
    public record Trigger(String name, String definition) {}

    /**
     * A stored question.
     *
     * @param stored whether its answer is kept (a materialized view)
     * @param definition what stands behind the view's name where it is created
     * @param uses the tables and views that it reads, where the store knows
     */
    public record View(DatasetId id, boolean stored, String definition, List<DatasetId> uses, List<Index> indexes) {
        public View {
            uses = List.copyOf(uses);
            indexes = List.copyOf(indexes);
        }
    }

    /**
     * A source of numbers.
     *
     * @param settings what stands behind its name where it is created; its present position is no part of that
     * @param owner the table that it goes with
     * @param ownerColumn the column that it goes with; empty without an owner
     */
    public record Sequence(DatasetId id, String settings, Optional<DatasetId> owner, String ownerColumn) {}

    /** A type with a fixed list of values, in their order. */
    public record EnumType(DatasetId id, List<String> labels) {
        public EnumType {
            labels = List.copyOf(labels);
        }
    }

    /**
     * A type with rules of its own, made of another type.
     *
     * @param type what it is made of, as declared
     * @param collation how its texts are compared, where that is not the usual way
     * @param checks its rules, each about {@code VALUE}
     */
    public record Domain(
            DatasetId id,
            String type,
            Optional<String> collation,
            boolean nullable,
            Optional<String> defaultValue,
            List<Constraint> checks) {
        public Domain {
            checks = List.copyOf(checks);
        }
    }
}
