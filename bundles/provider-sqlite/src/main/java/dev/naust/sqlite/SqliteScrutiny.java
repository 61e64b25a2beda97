package dev.naust.sqlite;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Rejected;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Judges records as {@link WriteStatement} does, by values that are bound to a statement that is never run. */
final class SqliteScrutiny {
    private final Connection connection;
    private final Schema schema;
    private final Map<String, Field> fields;
    private final Map<String, CellBinder> binders = new HashMap<>();

    SqliteScrutiny(Connection connection, Schema schema) throws SQLException {
        this.connection = connection;
        this.schema = schema;
        this.fields = schema.byName();
        boolean utf8 = TextEncoding.of(connection) == TextEncoding.UTF_8;
        Map<String, Affinity> there = WriteStatement.affinities(connection, schema);
        for (Field field : schema.fields()) {
            Affinity own = there.get(field.name().toLowerCase(Locale.ROOT));
            // A column that is not there yet will be of its declared type.
            Affinity affinity = own == null ? Affinity.of(DeclaredType.of(field.type())) : own;
            binders.put(field.name(), new CellBinder(field, affinity, utf8));
        }
    }

    List<Rejected> refused(List<DataRecord> records) throws SQLException {
        List<Rejected> refused = new ArrayList<>();
        try (PreparedStatement scratch = Statements.prepare(connection, Sql.of("SELECT ?"))) {
            for (DataRecord each : records) {
                refused(each, scratch).ifPresent(refused::add);
            }
        }
        return refused;
    }

    private Optional<Rejected> refused(DataRecord record, PreparedStatement scratch) throws SQLException {
        Document body = record.body();
        for (int i = 0; i < body.size(); i++) {
            Field field = fields.get(body.layout().names().get(i));
            if (field == null || field.generation() == Generation.COMPUTED) {
                continue;
            }
            Value value = body.at(i);
            Optional<String> refusal = value == Value.Null.NULL ? missing(field) : refused(field, value, scratch);
            if (refusal.isPresent()) {
                return Optional.of(new Rejected(record, field.name(), refusal.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> refused(Field field, Value value, PreparedStatement scratch) throws SQLException {
        CellBinder binder = binders.get(field.name());
        return value instanceof Content content ? binder.refuseStreamed(content) : binder.bind(scratch, 1, value);
    }

    /** The one column that numbers records takes a null for the next number. */
    private Optional<String> missing(Field field) {
        boolean numbered = schema.key().equals(List.of(field.name())) && field.generation() == Generation.IDENTITY;
        return field.nullable() || numbered
                ? Optional.empty()
                : Optional.of("Column \"" + field.name() + "\" may not be null.");
    }
}
