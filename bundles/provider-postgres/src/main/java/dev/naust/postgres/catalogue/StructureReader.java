package dev.naust.postgres.catalogue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Constraint;
import dev.naust.api.model.Structure.Domain;
import dev.naust.api.model.Structure.EnumType;
import dev.naust.api.model.Structure.Index;
import dev.naust.api.model.Structure.Rule;
import dev.naust.api.model.Structure.Sequence;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Structure.View;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a database's whole structure in PostgreSQL's own words, in a fixed number of questions. Works on a connection in a
 * transaction, whose search path it empties so that every name in the answers is qualified.
 */
public final class StructureReader {
    /** What stands between a schema and a name in a list of both. */
    private static final String BETWEEN = "\1";

    private static final int NOTES = 200;

    private final Connection connection;

    public StructureReader(Connection connection) {
        this.connection = connection;
    }

    /** The structure. */
    public Structure read() throws SQLException {
        Statements.execute(connection, Sql.of("SET LOCAL search_path = ''"));
        Map<Long, List<Column>> columns = grouped(StructureQuestions.COLUMNS, "attrelid", StructureReader::column);
        Map<Long, List<Constraint>> constraints =
                grouped(StructureQuestions.CONSTRAINTS, "conrelid", StructureReader::constraint);
        Map<Long, List<Index>> indexes = grouped(StructureQuestions.INDEXES, "indrelid", StructureReader::index);
        List<Table> tables = each(
                StructureQuestions.TABLES,
                row -> new Table(
                        id(row, "nspname", "relname"),
                        of(columns, row),
                        of(constraints, row),
                        of(indexes, row),
                        List.of(),
                        options(row),
                        ids(row, "inherits")));
        List<View> views = each(
                StructureQuestions.VIEWS,
                row -> new View(
                        id(row, "nspname", "relname"),
                        row.getBoolean("stored"),
                        definition(row),
                        ids(row, "uses"),
                        of(indexes, row)));
        return new Structure(
                "postgres",
                tables,
                views,
                each(StructureQuestions.SEQUENCES, StructureReader::sequence),
                each(
                        StructureQuestions.ENUMS,
                        row -> new EnumType(id(row, "nspname", "typname"), texts(row, "labels"))),
                domains(),
                notes());
    }

    /** The sequences that go with no column. */
    public List<Sequence> unownedSequences() throws SQLException {
        return each(StructureQuestions.SEQUENCES, StructureReader::sequence).stream()
                .filter(sequence -> sequence.owner().isEmpty())
                .toList();
    }

    private List<Domain> domains() throws SQLException {
        Map<Long, List<Constraint>> checks =
                grouped(StructureQuestions.DOMAIN_RULES, "contypid", StructureReader::constraint);
        return each(
                StructureQuestions.DOMAINS,
                row -> new Domain(
                        id(row, "nspname", "typname"),
                        row.getString("declared"),
                        Optional.ofNullable(row.getString("collation")),
                        !row.getBoolean("typnotnull"),
                        Optional.ofNullable(row.getString("typdefault")),
                        of(checks, row)));
    }

    /** Each by its name, as long as somebody reads them. */
    private List<String> notes() throws SQLException {
        List<String> notes = each(StructureNotes.ALL, row -> row.getString(1));
        if (notes.size() <= NOTES) {
            return notes;
        }
        List<String> some = new ArrayList<>(notes.subList(0, NOTES));
        some.add("And " + (notes.size() - NOTES) + " more things are not compared.");
        return some;
    }

    private static Column column(ResultSet row) throws SQLException {
        Optional<String> expression = Optional.ofNullable(row.getString("expression"));
        String generated = row.getString("attgenerated");
        String settings = Optional.ofNullable(row.getString("numbering"))
                .map(text -> " (" + text + ")")
                .orElse("");
        Optional<String> identity =
                switch (row.getString("attidentity")) {
                    case "a" -> Optional.of("ALWAYS" + settings);
                    case "d" -> Optional.of("BY DEFAULT" + settings);
                    default -> Optional.empty();
                };
        return new Column(
                row.getString("attname"),
                row.getString("declared"),
                !row.getBoolean("attnotnull"),
                generated.isEmpty() ? expression : Optional.empty(),
                generated.isEmpty()
                        ? Optional.empty()
                        : expression.map(text -> "(" + text + ")" + (generated.equals("s") ? " STORED" : " VIRTUAL")),
                identity,
                Optional.ofNullable(row.getString("collation")));
    }

    private static Constraint constraint(ResultSet row) throws SQLException {
        Rule rule =
                switch (row.getString("contype")) {
                    case "p" -> Rule.PRIMARY_KEY;
                    case "u" -> Rule.UNIQUE;
                    case "f" -> Rule.FOREIGN_KEY;
                    case "c" -> Rule.CHECK;
                    default -> Rule.EXCLUSION;
                };
        Optional<DatasetId> target = row.getString("target_name") == null
                ? Optional.empty()
                : Optional.of(id(row, "target_schema", "target_name"));
        return new Constraint(
                rule, row.getString("conname"), texts(row, "columns"), row.getString("definition"), target);
    }

    private static Index index(ResultSet row) throws SQLException {
        return new Index(
                row.getString("relname"),
                row.getBoolean("indisunique"),
                row.getString("amname"),
                texts(row, "parts"),
                Optional.ofNullable(row.getString("condition")),
                row.getString("definition"));
    }

    private static Sequence sequence(ResultSet row) throws SQLException {
        boolean owned = row.getString("owner_name") != null;
        return new Sequence(
                id(row, "nspname", "relname"),
                row.getString("settings"),
                owned ? Optional.of(id(row, "owner_schema", "owner_name")) : Optional.empty(),
                owned ? row.getString("owner_column") : "");
    }

    private static String definition(ResultSet row) throws SQLException {
        String question = row.getString("definition").strip();
        if (question.endsWith(";")) {
            question = question.substring(0, question.length() - 1);
        }
        List<String> options = texts(row, "options");
        return (options.isEmpty() ? "" : "WITH (" + String.join(", ", options) + ") ") + "AS " + question;
    }

    private static List<String> options(ResultSet row) throws SQLException {
        List<String> options = new ArrayList<>();
        String division = row.getString("division");
        if (division != null) {
            options.add("PARTITION BY " + division);
        }
        if (row.getBoolean("unlogged")) {
            options.add("UNLOGGED");
        }
        return options;
    }

    private static DatasetId id(ResultSet row, String schema, String name) throws SQLException {
        return DatasetId.of(row.getString(schema), row.getString(name));
    }

    private static List<DatasetId> ids(ResultSet row, String column) throws SQLException {
        return texts(row, column).stream()
                .map(name -> DatasetId.of(name.split(BETWEEN, 2)))
                .toList();
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    private static <T> List<T> of(Map<Long, List<T>> all, ResultSet row) throws SQLException {
        return all.getOrDefault(row.getLong("oid"), List.of());
    }

    @FunctionalInterface
    private interface Form<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> each(Sql question, Form<T> form) throws SQLException {
        List<T> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, question)) {
            while (rows.next()) {
                found.add(form.of(rows));
            }
        }
        return found;
    }

    private <T> Map<Long, List<T>> grouped(Sql question, String key, Form<T> form) throws SQLException {
        Map<Long, List<T>> groups = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, question)) {
            while (rows.next()) {
                groups.computeIfAbsent(rows.getLong(key), none -> new ArrayList<>())
                        .add(form.of(rows));
            }
        }
        return groups;
    }
}
