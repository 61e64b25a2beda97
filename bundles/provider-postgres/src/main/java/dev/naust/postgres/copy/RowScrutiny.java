package dev.naust.postgres.copy;

import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Rejected;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.type.Column;
import dev.naust.postgres.type.PostgresDialect;
import dev.naust.postgres.type.TextForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges records as the writers do: by encoding them, and where only the server can judge a type, by asking it to read the
 * values as that type. Ends with its transaction, in which nothing is changed. For one thread.
 */
public final class RowScrutiny {
    private final Connection connection;
    private final List<Column> columns;
    private final RowEncoder encoder;
    private final CopyBuffer scratch = new CopyBuffer(1024);

    private RowScrutiny(Connection connection, List<Column> columns, Set<String> ignored) {
        this.connection = connection;
        this.columns = columns;
        this.encoder = new RowEncoder(columns, ignored);
    }

    /** For a table that is there. */
    public static RowScrutiny of(Connection connection, Table table, Schema schema) {
        Target target = Target.of(table, schema);
        return new RowScrutiny(connection, target.columns(), target.ignored());
    }

    /**
     * For a table that is to be made.
     *
     * @param columns those whose types are known; others judge nothing
     */
    public static RowScrutiny of(Connection connection, List<Column> columns, Schema schema) {
        Set<String> known = columns.stream().map(Column::name).collect(Collectors.toSet());
        return new RowScrutiny(
                connection,
                columns,
                schema.layout().names().stream()
                        .filter(name -> !known.contains(name))
                        .collect(Collectors.toSet()));
    }

    /** Those that would be rejected. */
    public List<Rejected> refused(List<DataRecord> records) throws SQLException {
        List<Rejected> refused = new ArrayList<>();
        List<DataRecord> left = new ArrayList<>();
        for (DataRecord each : records) {
            scratch.cutOff(0);
            encoder.encode(each, scratch).ifPresentOrElse(refused::add, () -> left.add(each));
        }
        for (Column column : columns) {
            if (!column.type().isJudgedHere()) {
                List<Rejected> more = new ArrayList<>();
                ask(column, left.stream().filter(each -> hasText(each, column)).toList(), more);
                Set<DataRecord> gone = Collections.newSetFromMap(new IdentityHashMap<>());
                more.forEach(each -> gone.add(each.record()));
                left.removeIf(gone::contains);
                refused.addAll(more);
            }
        }
        return refused;
    }

    private static boolean hasText(DataRecord record, Column column) {
        Value value = record.body().get(column.name()).orElse(Value.ofNull());
        return value != Value.Null.NULL && !(value instanceof Content);
    }

    /** The server does not say which value it refuses: halves are asked again until those stand alone. */
    private void ask(Column column, List<DataRecord> records, List<Rejected> refused) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            read(column, records);
            connection.releaseSavepoint(before);
        } catch (SQLException failure) {
            connection.rollback(before);
            connection.releaseSavepoint(before);
            if (!Blame.isARecords(failure)) {
                throw failure;
            } else if (records.size() == 1) {
                refused.add(new Rejected(
                        records.get(0),
                        column.name(),
                        Blame.on(records.get(0), failure).reason()));
            } else {
                int middle = records.size() / 2;
                ask(column, records.subList(0, middle), refused);
                ask(column, records.subList(middle, records.size()), refused);
            }
        }
    }

    private void read(Column column, List<DataRecord> records) throws SQLException {
        Sql type = PostgresDialect.INSTANCE.type(column.type().declared());
        String[] texts = records.stream()
                .map(each -> TextForm.of(each.body().get(column.name()).orElseThrow()))
                .toArray(String[]::new);
        try (PreparedStatement statement = Statements.prepare(
                connection,
                Sql.of("SELECT pg_catalog.count(CAST(value AS " + type + ")) FROM pg_catalog.unnest(?) AS value"))) {
            statement.setArray(1, connection.createArrayOf("text", texts));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
            }
        }
    }
}
