package dev.naust.sqlite;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The statement that writes records of one layout to one table. A field that the records do not have gets the column's default.
 */
final class WriteStatement implements AutoCloseable {
    private final Layout layout;
    private final List<Field> fields = new ArrayList<>();
    private final int[] positions;
    private final CellBinder[] binders;
    private final Sql[] marks;
    private final boolean streamed;
    private final PreparedStatement statement;
    private final boolean needsAll;

    private WriteStatement(
            Connection connection,
            Schema schema,
            WriteMode mode,
            Layout layout,
            boolean utf8,
            Map<String, Affinity> affinities,
            Optional<Document> streamed)
            throws SQLException {
        this.layout = layout;
        this.streamed = streamed.isPresent();
        this.needsAll = mode == WriteMode.DELETE;
        for (Field field : schema.fields()) {
            boolean used = mode == WriteMode.DELETE
                    ? schema.key().contains(field.name())
                    : field.generation() != Generation.COMPUTED && layout.indexOf(field.name()) >= 0;
            if (used) {
                fields.add(field);
            }
        }
        positions =
                fields.stream().mapToInt(field -> layout.indexOf(field.name())).toArray();
        binders = fields.stream()
                .map(field -> new CellBinder(
                        field, affinities.getOrDefault(field.name().toLowerCase(Locale.ROOT), Affinity.BLOB), utf8))
                .toArray(CellBinder[]::new);
        marks = new Sql[binders.length];
        for (int i = 0; i < marks.length; i++) {
            boolean isStaged = streamed.isPresent() && isStreamed(streamed.get(), i);
            marks[i] = isStaged ? LargeWrites.mark(i, fields.get(i).type().kind()) : binders[i].placeholder();
        }
        statement = Statements.prepare(connection, sql(schema, mode));
    }

    /** Prepares the statement for records of this layout. */
    static WriteStatement prepare(Connection connection, Schema schema, WriteMode mode, Layout layout)
            throws SQLException {
        return new WriteStatement(
                connection,
                schema,
                mode,
                layout,
                TextEncoding.of(connection) == TextEncoding.UTF_8,
                affinities(connection, schema),
                Optional.empty());
    }

    /** Prepares the statement for one record that holds streamed values. */
    static WriteStatement prepareStreaming(Connection connection, Schema schema, WriteMode mode, Document body)
            throws SQLException {
        return new WriteStatement(
                connection,
                schema,
                mode,
                body.layout(),
                TextEncoding.of(connection) == TextEncoding.UTF_8,
                affinities(connection, schema),
                Optional.of(body));
    }

    private boolean isStreamed(Document body, int field) {
        return positions[field] >= 0 && body.at(positions[field]) instanceof Content;
    }

    static Map<String, Affinity> affinities(Connection connection, Schema schema) throws SQLException {
        Map<String, Affinity> affinities = new HashMap<>();
        try (PreparedStatement query = Statements.prepare(
                connection,
                Sql.of("SELECT c.name, c.type, t.strict FROM pragma_table_xinfo(?1) AS c"
                        + " JOIN pragma_table_list(?1) AS t ON t.schema = 'main'"))) {
            query.setString(1, schema.id().name());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String declared = Optional.ofNullable(rows.getString(2)).orElse("");
                    boolean asIs = rows.getBoolean(3) && declared.equalsIgnoreCase("ANY");
                    affinities.put(
                            rows.getString(1).toLowerCase(Locale.ROOT), asIs ? Affinity.BLOB : Affinity.of(declared));
                }
            }
        }
        return affinities;
    }

    private Sql sql(Schema schema, WriteMode mode) {
        SqliteDialect dialect = new SqliteDialect();
        Sql table = dialect.table(schema.id());
        if (mode != WriteMode.INSERT && schema.key().isEmpty()) {
            throw new StoreException(
                    SqliteErrorCode.NO_KEY,
                    "Table " + schema.id() + " has no primary key, so that its records cannot be "
                            + (mode == WriteMode.DELETE ? "found to be deleted" : "replaced")
                            + ". Give it a key, or only add records.");
        }
        if (mode == WriteMode.DELETE) {
            Sql where = IntStream.range(0, binders.length)
                    .mapToObj(i -> Sql.of(dialect.escapeIdentifier(fields.get(i).name()) + " = " + marks[i]))
                    .collect(Sql.joining(" AND "));
            return Sql.of("DELETE FROM " + table + " WHERE " + where);
        }
        List<String> names = fields.stream().map(Field::name).toList();
        Sql insert = fields.isEmpty()
                ? Sql.of("INSERT INTO " + table + " DEFAULT VALUES")
                : Sql.of("INSERT INTO " + table + " (" + dialect.escapeIdentifiers(names) + ") VALUES ("
                        + Sql.join(List.of(marks), ", ") + ")");
        return mode == WriteMode.INSERT ? insert : Sql.of(insert + " " + replacement(schema, dialect));
    }

    /** Fields that the record leaves out get their defaults, as in a new record: it replaces the old one. */
    private static Sql replacement(Schema schema, SqliteDialect dialect) {
        Sql changes = schema.fields().stream()
                .filter(field -> field.generation() != Generation.COMPUTED
                        && !schema.key().contains(field.name()))
                .map(field -> dialect.escapeIdentifier(field.name()))
                .map(column -> Sql.of(column + " = excluded." + column))
                .collect(Sql.joining(", "));
        Sql conflict = Sql.of("ON CONFLICT (" + dialect.escapeIdentifiers(schema.key()) + ") DO ");
        return changes.isEmpty() ? Sql.of(conflict + "NOTHING") : Sql.of(conflict + "UPDATE SET " + changes);
    }

    boolean fits(Layout other) {
        return layout == other || layout.equals(other);
    }

    PreparedStatement jdbc() {
        return statement;
    }

    /** Hands over the streamed values of the record that the statement was prepared for; says why not, as binding does. */
    Optional<Rejected> stage(LargeWrites writes, DataRecord record) throws SQLException {
        for (int i = 0; i < binders.length; i++) {
            if (isStreamed(record.body(), i)) {
                Content content = (Content) record.body().at(positions[i]);
                Optional<String> refusal = binders[i].refuseStreamed(content);
                try {
                    if (refusal.isEmpty()) {
                        writes.stage(i, content);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(
                            "The large value of \"" + fields.get(i).name() + "\" could not be read: " + e.getMessage(),
                            e);
                }
                if (refusal.isPresent()) {
                    return Optional.of(new Rejected(record, fields.get(i).name(), refusal.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** Sets the parameters for a record; says why not, when a column cannot hold its value. */
    Optional<Rejected> bind(DataRecord record) throws SQLException {
        Document body = record.body();
        int parameter = 1;
        for (int i = 0; i < binders.length; i++) {
            if (needsAll && positions[i] < 0) {
                return Optional.of(new Rejected(
                        record,
                        fields.get(i).name(),
                        "The record has no \"" + fields.get(i).name() + "\", which is part of the key."));
            }
            Value value = body.at(positions[i]);
            if (streamed && value instanceof Content) {
                continue;
            }
            Optional<String> refusal = binders[i].bind(statement, parameter++, value);
            if (refusal.isPresent()) {
                return Optional.of(new Rejected(record, fields.get(i).name(), refusal.get()));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
