package dev.naust.sqlserver.copy;

import com.microsoft.sqlserver.jdbc.SQLServerPreparedStatement;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.jdbc.BatchWriter;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlserver.connection.Session;
import dev.naust.sqlserver.connection.SqlServerErrors;
import dev.naust.sqlserver.type.Column;
import dev.naust.sqlserver.type.SqlServerDialect;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds, replaces and removes records with one statement for each, in batches. */
final class StatementWriter implements RecordWriter, BatchWriter.Form {
    private static final int GREATEST_PRECISION = 38;

    private final Session session;
    private final Target target;
    private final WriteMode mode;
    private final List<String> key;
    private final Blame blame;
    private @Nullable Layout layout;
    private @Nullable PreparedStatement statement;
    private @Nullable BatchWriter writer;
    private List<Column> bound = List.of();

    /** @param key the columns by which records are the same; empty where records have no key */
    StatementWriter(Session session, SqlServerErrors errors, Target target, WriteMode mode, List<String> key) {
        this.session = session;
        this.target = target;
        this.mode = mode;
        this.key = List.copyOf(key);
        this.blame = new Blame(errors);
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        return session.run(target.task(), () -> {
            List<Rejected> rejected = new ArrayList<>(0);
            long written = write(batch, rejected);
            return new WriteReport(
                    written, batch.stream().mapToLong(DataRecord::weight).sum(), rejected);
        });
    }

    /** The same as a part of a call that is being watched already. */
    long write(List<DataRecord> batch, List<Rejected> rejected) throws SQLException {
        long written = 0;
        int from = 0;
        for (int to = 1; to <= batch.size(); to++) {
            if (to == batch.size() || !layoutOf(batch, to).equals(layoutOf(batch, from))) {
                written += write(layoutOf(batch, from), batch.subList(from, to), rejected);
                from = to;
            }
        }
        return written;
    }

    private static Layout layoutOf(List<DataRecord> batch, int index) {
        return batch.get(index).body().layout();
    }

    private long write(Layout next, List<DataRecord> records, List<Rejected> rejected) throws SQLException {
        BatchWriter current = writerFor(next);
        boolean numbered = mode != WriteMode.DELETE && bound.stream().anyMatch(Column::isIdentity);
        if (!numbered) {
            return current.write(records, rejected);
        }
        // A setting of the session, for one table at a time.
        session.execute(Sql.of("SET IDENTITY_INSERT " + target.name() + " ON"));
        boolean putBack = false;
        try {
            long written = current.write(records, rejected);
            session.execute(Sql.of("SET IDENTITY_INSERT " + target.name() + " OFF"));
            putBack = true;
            return written;
        } finally {
            if (!putBack) {
                session.abandon();
            }
        }
    }

    private BatchWriter writerFor(Layout next) throws SQLException {
        BatchWriter current = writer;
        if (current != null && next.equals(layout)) {
            return current;
        }
        if (statement != null) {
            statement.close();
        }
        layout = next;
        bound = target.among(mode == WriteMode.DELETE ? Set.copyOf(key) : Set.copyOf(next.names()));
        PreparedStatement prepared = session.watched(Statements.prepare(session.connection(), sql()));
        statement = prepared;
        current = new BatchWriter(session.connection(), prepared, this);
        writer = current;
        return current;
    }

    private Sql sql() {
        if (mode == WriteMode.DELETE) {
            return Sql.of("DELETE target FROM " + target.name() + " AS target JOIN (VALUES (" + marks()
                    + ")) AS source (" + list(bound, Sql.NONE) + ") ON " + same(true));
        } else if (mode == WriteMode.UPSERT && !key.isEmpty()) {
            return merge();
        }
        return bound.isEmpty()
                ? Sql.of("INSERT INTO " + target.name() + " DEFAULT VALUES")
                : Sql.of("INSERT INTO " + target.name() + " (" + list(bound, Sql.NONE) + ") VALUES (" + marks() + ")");
    }

    private Sql marks() {
        return bound.stream().map(Target::mark).collect(Sql.joining(", "));
    }

    private static Sql list(List<Column> columns, Sql prefix) {
        return columns.stream()
                .map(column -> Sql.of(prefix + "" + escaped(column)))
                .collect(Sql.joining(", "));
    }

    /** What the record leaves out goes back to its default: it replaces the other as a whole. */
    private Sql merge() {
        Sql made = Sql.of("MERGE INTO " + target.name() + " WITH (HOLDLOCK) AS target USING (VALUES (" + marks()
                + ")) AS source (" + list(bound, Sql.NONE) + ") ON " + same(false));
        Sql changes = target.columns().stream()
                .filter(column -> !column.isIdentity())
                .filter(column -> !key.contains(column.name()) || column.type().isText())
                .map(column -> bound.contains(column)
                        ? Sql.of("target." + escaped(column) + " = source." + escaped(column))
                        : Sql.of("target." + escaped(column) + " = DEFAULT"))
                .collect(Sql.joining(", "));
        Sql matched = changes.isEmpty() ? Sql.NONE : Sql.of(" WHEN MATCHED THEN UPDATE SET " + changes);
        return Sql.of(made + "" + matched + " WHEN NOT MATCHED THEN INSERT (" + list(bound, Sql.NONE) + ") VALUES ("
                + list(bound, Sql.of("source.")) + ");");
    }

    /**
     * What makes two records the same. To the server texts can be equal that are not: for replacing its own opinion counts, since
     * its key would refuse the other; what is removed must be exactly what was asked.
     */
    private Sql same(boolean exactly) {
        return bound.stream()
                .filter(column -> key.contains(column.name()))
                .map(column -> {
                    Sql equal = Sql.of("target." + escaped(column) + " = source." + escaped(column));
                    return exactly && column.field().type().kind() == Kind.TEXT
                            ? Sql.of(equal + " AND " + bytes(Sql.of("target." + escaped(column))) + " = "
                                    + bytes(Sql.of("source." + escaped(column))))
                            : equal;
                })
                .collect(Sql.joining(" AND "));
    }

    private static Sql bytes(Sql text) {
        return Sql.of("CONVERT(varbinary(max), CONVERT(nvarchar(max), " + text + "))");
    }

    private static Sql escaped(Column column) {
        return SqlServerDialect.INSTANCE.escapeIdentifier(column.name());
    }

    @Override
    public Optional<Rejected> bind(PreparedStatement prepared, DataRecord record) throws SQLException {
        Target.Judged judged = mode == WriteMode.DELETE
                ? new Target(
                                target.table(),
                                bound,
                                Set.copyOf(record.body().layout().names()))
                        .judge(record, bound)
                : target.judge(record, bound);
        if (judged.reject().isEmpty()) {
            for (int i = 0; i < bound.size(); i++) {
                bind(prepared, i + 1, bound.get(i), judged.cells()[i]);
            }
        }
        return judged.reject();
    }

    private static void bind(PreparedStatement prepared, int index, Column column, @Nullable Object cell)
            throws SQLException {
        int type = Cells.parameterType(column.type().base());
        if (cell == null) {
            prepared.setNull(index, type);
        } else if (cell instanceof BigDecimal number) {
            prepared.unwrap(SQLServerPreparedStatement.class)
                    .setBigDecimal(index, number, GREATEST_PRECISION, number.scale());
        } else if (cell instanceof byte[] bytes) {
            prepared.setBytes(index, bytes);
        } else {
            prepared.setObject(index, cell, type);
        }
    }

    @Override
    public Optional<Rejected> blame(DataRecord record, SQLException failure) {
        return blame.isARecords(failure) ? Optional.of(Blame.on(record, failure)) : Optional.empty();
    }

    /** The driver refuses to; the server lets all savepoints go when the transaction ends. */
    @Override
    public void release(Connection connection, Savepoint savepoint) {}

    @Override
    public WriteReport flush() throws InterruptedException {
        return session.run(target.task(), () -> {
            session.commit();
            return WriteReport.nothing();
        });
    }

    @Override
    public void close() {
        // Closing a statement asks nothing that the session's rollback does not end.
        session.close();
    }
}
