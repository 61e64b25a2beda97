package dev.naust.postgres.copy;

import dev.naust.api.model.Bytes;
import dev.naust.api.model.Content;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Value;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteReport;
import dev.naust.jdbc.BatchWriter;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.type.Column;
import dev.naust.postgres.type.PostgresDialect;
import dev.naust.postgres.type.TextForm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replaces and removes records, and adds those with values that travel only as text: one statement for each record. */
final class StatementWriter implements RecordWriter, BatchWriter.Form {
    private final Session session;
    private final Target target;
    private final WriteMode mode;
    private final List<String> key;
    private final CopyBuffer scratch = new CopyBuffer(1024);
    private @Nullable Layout layout;
    private @Nullable PreparedStatement statement;
    private @Nullable BatchWriter writer;
    private RowEncoder encoder;
    private List<Column> bound;

    /** @param key the columns by which records are the same; empty where records have no key */
    StatementWriter(Session session, Target target, WriteMode mode, List<String> key) {
        this.session = session;
        this.target = target;
        this.mode = mode;
        this.key = List.copyOf(key);
        this.encoder = target.encoder();
        this.bound = target.columns();
    }

    @Override
    public WriteReport write(List<DataRecord> batch) throws InterruptedException {
        return session.run(target.task(), () -> {
            List<Rejected> rejected = new ArrayList<>(0);
            long written = 0;
            int from = 0;
            for (int to = 1; to <= batch.size(); to++) {
                if (to == batch.size() || !layoutOf(batch, to).equals(layoutOf(batch, from))) {
                    written += writerFor(layoutOf(batch, from)).write(batch.subList(from, to), rejected);
                    from = to;
                }
            }
            long bytes = batch.stream().mapToLong(DataRecord::weight).sum();
            return new WriteReport(written, bytes, rejected);
        });
    }

    private static Layout layoutOf(List<DataRecord> batch, int index) {
        return batch.get(index).body().layout();
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
        Set<String> names = Set.copyOf(next.names());
        Target present = target.only(mode == WriteMode.DELETE ? Set.copyOf(key) : names);
        bound = present.columns();
        encoder = new RowEncoder(bound, mode == WriteMode.DELETE ? names : target.ignored());
        PreparedStatement prepared = Statements.prepare(session.connection(), sql(present));
        statement = prepared;
        current = new BatchWriter(session.connection(), prepared, this);
        writer = current;
        return current;
    }

    private Sql sql(Target present) {
        if (mode == WriteMode.DELETE) {
            Sql found = bound.stream()
                    .map(column -> Sql.of(escaped(column) + " = ?"))
                    .collect(Sql.joining(" AND "));
            return Sql.of("DELETE FROM " + target.name() + " WHERE " + found);
        }
        if (bound.isEmpty()) {
            return Sql.of("INSERT INTO " + target.name() + " DEFAULT VALUES");
        }
        Sql marks = bound.stream().map(column -> Sql.of("?")).collect(Sql.joining(", "));
        Sql insert = Sql.of("INSERT INTO " + target.name() + " (" + present.columnList()
                + ") OVERRIDING SYSTEM VALUE VALUES (" + marks + ")");
        return mode == WriteMode.UPSERT && !key.isEmpty() ? Sql.of(insert + " " + onConflict()) : insert;
    }

    /** What the record leaves out goes back to its default: it replaces the other as a whole. */
    private Sql onConflict() {
        Sql changes = target.columns().stream()
                .filter(column -> !key.contains(column.name()))
                .map(StatementWriter::escaped)
                .map(column -> Sql.of(column + " = excluded." + column))
                .collect(Sql.joining(", "));
        Sql conflict = Sql.of("ON CONFLICT (" + PostgresDialect.INSTANCE.escapeIdentifiers(key) + ") DO ");
        return changes.isEmpty() ? Sql.of(conflict + "NOTHING") : Sql.of(conflict + "UPDATE SET " + changes);
    }

    private static Sql escaped(Column column) {
        return PostgresDialect.INSTANCE.escapeIdentifier(column.name());
    }

    @Override
    public Optional<Rejected> bind(PreparedStatement prepared, DataRecord record) throws SQLException {
        scratch.cutOff(0);
        Optional<Rejected> misfit = encoder.encode(record, scratch);
        if (misfit.isPresent()) {
            return misfit;
        }
        Document body = record.body();
        for (int i = 0; i < bound.size(); i++) {
            Value value = body.get(bound.get(i).name()).orElse(Value.ofNull());
            if (value instanceof Content content) {
                bindContent(prepared, i + 1, content);
            } else if (value == Value.Null.NULL) {
                prepared.setNull(i + 1, Types.NULL);
            } else if (value instanceof Bytes bytes) {
                prepared.setBytes(i + 1, bytes.array());
            } else {
                prepared.setString(i + 1, TextForm.of(value));
            }
        }
        return Optional.empty();
    }

    private static void bindContent(PreparedStatement prepared, int index, Content content) throws SQLException {
        try (InputStream in = content.open()) {
            byte[] whole = in.readAllBytes();
            if (content.kind() == Kind.TEXT) {
                prepared.setString(index, new String(whole, StandardCharsets.UTF_8));
            } else {
                prepared.setBytes(index, whole);
            }
        } catch (IOException e) {
            throw RowEncoder.unreadable(e);
        }
    }

    @Override
    public Optional<Rejected> blame(DataRecord record, SQLException failure) {
        return Blame.isARecords(failure) ? Optional.of(Blame.on(record, failure)) : Optional.empty();
    }

    @Override
    public WriteReport flush() throws InterruptedException {
        return session.run(target.task(), () -> {
            session.commit();
            return WriteReport.nothing();
        });
    }

    @Override
    public void close() {
        // Closing a statement asks nothing of the server; the session's rollback ends what it has begun.
        session.close();
    }
}
