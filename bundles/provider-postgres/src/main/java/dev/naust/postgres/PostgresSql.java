package dev.naust.postgres;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Sql.CallResult;
import dev.naust.api.store.Sql.Explanation;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.AnswerRows;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.json.JsonValues;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import dev.naust.postgres.type.PostgresDialect;
import dev.naust.postgres.type.TextForm;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * Questions in transactions that cannot write, as cursors: what is no query, such as {@code COPY … TO PROGRAM}, cannot be the
 * query of a cursor (PostgreSQL manual, DECLARE).
 */
final class PostgresSql implements dev.naust.api.store.Sql {
    private static final int FETCH = 1_000;
    private static final JsonValues JSON = new JsonValues();

    /** A table of fewer rows is read from end to end faster than by an index. */
    private static final double MANY_ROWS = 1_000;

    private final Sessions sessions;

    PostgresSql(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Rows query(SqlStatement statement) throws InterruptedException {
        requireOne(statement);
        Session session = sessions.open();
        try {
            return session.run("Asking", () -> ask(session, statement));
        } catch (StoreException e) {
            session.close();
            throw e.code() == PostgresErrorCode.READ_ONLY || e.code() == PostgresErrorCode.STANDBY
                    ? refused("A question cannot change anything, and this one would; nothing was changed.")
                    : e;
        } catch (InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Rows ask(Session session, SqlStatement statement) throws SQLException {
        limit(session, statement);
        Sql cursor = Sql.of("DECLARE naust_answer NO SCROLL CURSOR FOR " + Sql.asked(statement));
        try (PreparedStatement declare = prepared(session, cursor, statement.parameters())) {
            declare.execute();
        }
        PreparedStatement fetch =
                Statements.prepare(session.connection(), Sql.of("FETCH FORWARD ALL FROM naust_answer"));
        fetch.setFetchSize(FETCH);
        return new AnswerRows(fetch.executeQuery(), new Ways(session));
    }

    /** The transaction cannot write, and no statement of it takes longer than its time. */
    private static void limit(Session session, SqlStatement statement) throws SQLException {
        if (!session.isShared()) {
            session.execute(Sql.of("SET TRANSACTION READ ONLY"));
        }
        session.execute(
                Sql.of("SET LOCAL statement_timeout = " + statement.timeout().toMillis()));
    }

    private static PreparedStatement prepared(Session session, Sql sql, List<Value> parameters) throws SQLException {
        PreparedStatement prepared = Statements.prepare(session.connection(), sql);
        for (int i = 0; i < parameters.size(); i++) {
            Value value = parameters.get(i);
            if (value == Value.Null.NULL) {
                prepared.setNull(i + 1, Types.NULL);
            } else {
                prepared.setObject(i + 1, TextForm.of(value), Types.OTHER);
            }
        }
        return prepared;
    }

    /** Several statements in one text could end the transaction that keeps them from writing; the driver's own parser counts. */
    private static void requireOne(SqlStatement statement) {
        try {
            List<NativeQuery> parts = Parser.parseJdbcSql(statement.text(), true, true, true, false, true);
            if (parts.size() != 1) {
                throw refused("One statement is taken at a time, and there are " + parts.size()
                        + "; leave out all but one, and the semicolons between them.");
            }
        } catch (SQLException e) {
            throw new StoreException(
                    PostgresErrorCode.REFUSED_STATEMENT, "The statement cannot be read: " + e.getMessage(), e);
        }
    }

    private static StoreException refused(String message) {
        return new StoreException(PostgresErrorCode.REFUSED_STATEMENT, message);
    }

    @Override
    public long execute(SqlStatement statement) throws InterruptedException {
        requireOne(statement);
        try (Session session = sessions.open()) {
            return session.run("Running a statement", () -> {
                session.execute(Sql.of(
                        "SET LOCAL statement_timeout = " + statement.timeout().toMillis()));
                try (PreparedStatement prepared = prepared(session, Sql.asked(statement), statement.parameters())) {
                    prepared.execute();
                    long changed = Math.max(0, prepared.getLargeUpdateCount());
                    session.commit();
                    return changed;
                }
            });
        }
    }

    @Override
    public CallResult call(Call call) throws InterruptedException {
        PostgresDialect dialect = PostgresDialect.INSTANCE;
        List<Sql> arguments = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        call.inputs().forEach((name, value) -> {
            arguments.add(Sql.of(dialect.escapeIdentifier(name) + " => ?"));
            values.add(value);
        });
        for (Field output : call.outputs()) {
            if (!call.inputs().containsKey(output.name())) {
                arguments.add(Sql.of(dialect.escapeIdentifier(output.name()) + " => NULL"));
            }
        }
        Sql name = dialect.table(new DatasetId(call.procedure()));
        Sql sql = Sql.of("CALL " + name + " (" + Sql.join(arguments, ", ") + ")");
        try (Session session = sessions.open()) {
            return session.run("Calling a procedure", () -> {
                session.execute(
                        Sql.of("SET LOCAL statement_timeout = " + call.timeout().toMillis()));
                try (PreparedStatement prepared = prepared(session, sql, values)) {
                    Document outputs = prepared.execute() ? AnswerRows.only(prepared.getResultSet()) : Document.empty();
                    session.commit();
                    return new CallResult(outputs.toMap(), List.of(), OptionalLong.empty());
                }
            });
        }
    }

    @Override
    public Explanation explain(SqlStatement statement, boolean analyze) throws InterruptedException {
        requireOne(statement);
        try (Session session = sessions.open()) {
            String plan = session.run("Explaining", () -> {
                limit(session, statement);
                Sql sql = Sql.asked(statement);
                Sql explain = analyze
                        ? Sql.of("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql)
                        : Sql.of("EXPLAIN (FORMAT JSON) " + sql);
                try (PreparedStatement prepared = prepared(session, explain, statement.parameters());
                        ResultSet rows = prepared.executeQuery()) {
                    rows.next();
                    return rows.getString(1);
                }
            });
            return explanation(plan);
        }
    }

    private static Explanation explanation(String json) {
        Document root = (Document) ((Value.Array) JSON.read(json)).items().get(0);
        List<String> indexes = new ArrayList<>();
        List<String> scans = new ArrayList<>();
        List<String> advice = new ArrayList<>();
        Document top = (Document) root.get("Plan").orElseThrow();
        walk(top, indexes, scans, advice);
        return new Explanation(
                "json", json, number(top, "Total Cost"), number(root, "Execution Time"), indexes, scans, advice);
    }

    private static void walk(Document node, List<String> indexes, List<String> scans, List<String> advice) {
        text(node, "Index Name").filter(name -> !indexes.contains(name)).ifPresent(indexes::add);
        Optional<String> table = text(node, "Relation Name");
        if (text(node, "Node Type").orElse("").contains("Seq Scan") && table.isPresent()) {
            scans.add(table.get());
            Optional<String> filter = text(node, "Filter");
            double read = number(node, "Plan Rows").orElse(0)
                    + number(node, "Rows Removed by Filter").orElse(0);
            if (filter.isPresent()
                    && (read >= MANY_ROWS || number(node, "Total Cost").orElse(0) >= MANY_ROWS)) {
                advice.add("Table " + table.get() + " is read from end to end to choose its rows by " + filter.get()
                        + "; an index on those columns would spare that if few rows are chosen");
            }
        }
        if (node.get("Plans").orElse(Value.ofNull()) instanceof Value.Array plans) {
            plans.items().forEach(plan -> walk((Document) plan, indexes, scans, advice));
        }
    }

    private static Optional<String> text(Document node, String name) {
        return node.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static OptionalDouble number(Document node, String name) {
        Value value = node.get(name).orElse(Value.ofNull());
        if (value instanceof Value.Int64 whole) {
            return OptionalDouble.of(whole.number());
        }
        return value instanceof Value.Decimal decimal
                ? OptionalDouble.of(decimal.number().doubleValue())
                : OptionalDouble.empty();
    }

    /** Answers live as long as their session. */
    private record Ways(Session session) implements AnswerRows.Ways {
        @Override
        public <T> T run(Interrupts.Call<T> call) throws InterruptedException {
            return session.run("Answering", call::run);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
