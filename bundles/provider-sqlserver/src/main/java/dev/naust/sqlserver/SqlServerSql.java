package dev.naust.sqlserver;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.AnswerRows;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlserver.catalogue.SqlServerTypes;
import dev.naust.sqlserver.connection.Session;
import dev.naust.sqlserver.connection.Sessions;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.copy.Answers;
import dev.naust.sqlserver.copy.Parameters;
import dev.naust.sqlserver.type.SqlServerDialect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions, commands and calls in Transact-SQL. The server has no transactions that cannot write, so that a question is planned
 * first: only what the server itself takes for one SELECT is asked, in a transaction that is rolled back.
 */
final class SqlServerSql implements dev.naust.api.store.Sql {
    private static final Logger LOG = LoggerFactory.getLogger(SqlServerSql.class);
    private static final SqlServerDialect SQL = SqlServerDialect.INSTANCE;

    private final Sessions sessions;

    SqlServerSql(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Rows query(SqlStatement statement) throws InterruptedException {
        requireQuestion(statement);
        Session session = sessions.open();
        try {
            return session.run("Asking", () -> {
                requireQuestion(plan(session, statement));
                PreparedStatement prepared = prepared(session, statement);
                ResultSet answer = prepared.executeQuery();
                return new AnswerRows(answer, new Ways(session, prepared), new Answers());
            });
        } catch (InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** What is plain from the words is refused before the server sees it. */
    private static void requireQuestion(SqlStatement statement) {
        Optional<String> changing = words(statement).changing();
        if (changing.isPresent()) {
            throw refused("A question cannot change anything, and \"" + changing.get()
                    + "\" stands in this one; nothing was changed. Quote it where it is a name.");
        }
    }

    private static void requireQuestion(ShowPlan plan) {
        if (!plan.isOneQuestion()) {
            throw refused("A question is one SELECT that reads from this database, and the server takes this one for"
                    + " something else; nothing was changed.");
        }
    }

    private static StatementWords words(SqlStatement statement) {
        StatementWords words = new StatementWords(statement.text());
        if (words.marks() != statement.parameters().size()) {
            throw refused("The statement has " + words.marks() + " question marks for "
                    + statement.parameters().size() + " parameters; make them agree.");
        }
        return words;
    }

    private static StoreException refused(String message) {
        return new StoreException(SqlServerErrorCode.REFUSED_STATEMENT, message);
    }

    private static PreparedStatement prepared(Session session, SqlStatement statement) throws SQLException {
        PreparedStatement prepared = session.watched(Statements.prepare(session.connection(), Sql.asked(statement)));
        prepared.setQueryTimeout(seconds(statement.timeout()));
        Parameters.bind(prepared, statement.parameters());
        return prepared;
    }

    private static int seconds(Duration timeout) {
        return (int) Math.max(1, Math.min(timeout.plusMillis(999).toSeconds(), Integer.MAX_VALUE / 1_000));
    }

    /**
     * Has a statement planned without running it. The session's setting is put back, or the session is given up: whoever used it
     * next would get plans for answers.
     */
    private static ShowPlan plan(Session session, SqlStatement statement) throws SQLException {
        session.execute(Sql.of("SET SHOWPLAN_XML ON"));
        boolean putBack = false;
        try {
            ShowPlan plan = new ShowPlan(planned(session, statement));
            session.execute(Sql.of("SET SHOWPLAN_XML OFF"));
            putBack = true;
            return plan;
        } catch (SQLException | RuntimeException e) {
            session.execute(Sql.of("SET SHOWPLAN_XML OFF"));
            putBack = true;
            throw e;
        } finally {
            if (!putBack) {
                session.abandon();
            }
        }
    }

    /** A prepared statement would be planned as the call of a procedure; variables stand in for the parameters. */
    private static String planned(Session session, SqlStatement statement) throws SQLException {
        List<Sql> variables = new ArrayList<>();
        for (int i = 0; i < statement.parameters().size(); i++) {
            variables.add(Sql.of(
                    "@naust" + i + " " + Parameters.type(statement.parameters().get(i))));
        }
        String text = words(statement).withMarks(i -> "@naust" + i);
        Sql asked = Sql.asked(new SqlStatement(text, List.of(), statement.timeout()));
        Sql batch = variables.isEmpty() ? asked : Sql.of("DECLARE " + Sql.join(variables, ", ") + "; " + asked);
        try (Statement plain = session.watched(session.connection().createStatement())) {
            plain.setQueryTimeout(seconds(statement.timeout()));
            try (ResultSet answer = Statements.query(plain, batch)) {
                return answer.next() ? answer.getString(1) : "";
            }
        }
    }

    @Override
    public long execute(SqlStatement statement) throws InterruptedException {
        words(statement);
        try (Session session = sessions.open()) {
            return session.run("Running a statement", () -> {
                try (PreparedStatement prepared = prepared(session, statement)) {
                    long changed = changed(prepared, prepared.execute());
                    session.commit();
                    return changed;
                }
            });
        }
    }

    /** The counts of all that the statement did; rows that it answers with are passed by. */
    private static long changed(PreparedStatement prepared, boolean first) throws SQLException {
        long changed = 0;
        boolean rows = first;
        for (long count = prepared.getLargeUpdateCount(); rows || count >= 0; count = prepared.getLargeUpdateCount()) {
            changed += Math.max(0, count);
            rows = prepared.getMoreResults();
        }
        return changed;
    }

    @Override
    public Explanation explain(SqlStatement statement, boolean analyze) throws InterruptedException {
        words(statement);
        try (Session session = sessions.open()) {
            return session.run("Explaining", () -> {
                ShowPlan plan = plan(session, statement);
                if (!analyze) {
                    return plan.explanation();
                }
                requireQuestion(statement);
                requireQuestion(plan);
                return measured(session, statement).explanation();
            });
        }
    }

    /** Runs the question; behind its rows the server sends the plan with what it measured. */
    private static ShowPlan measured(Session session, SqlStatement statement) throws SQLException {
        session.execute(Sql.of("SET STATISTICS XML ON"));
        boolean putBack = false;
        try (PreparedStatement prepared = prepared(session, statement)) {
            String xml = "";
            boolean rows = prepared.execute();
            while (rows || prepared.getUpdateCount() >= 0) {
                if (rows) {
                    xml = lastOf(prepared.getResultSet(), xml);
                }
                rows = prepared.getMoreResults();
            }
            session.execute(Sql.of("SET STATISTICS XML OFF"));
            putBack = true;
            return new ShowPlan(xml);
        } finally {
            if (!putBack) {
                session.abandon();
            }
        }
    }

    private static String lastOf(ResultSet answer, String before) throws SQLException {
        try (answer) {
            if (!answer.getMetaData().getColumnLabel(1).contains("XML Showplan")) {
                return before;
            }
            return answer.next() ? answer.getString(1) : before;
        }
    }

    @Override
    public CallResult call(Call call) throws InterruptedException {
        Sql sql = callText(call);
        List<Value> values = new ArrayList<>();
        inputs(call).values().forEach(values::add);
        try (Session session = sessions.open()) {
            return session.run("Calling a procedure", () -> {
                try (PreparedStatement prepared = session.watched(Statements.prepare(session.connection(), sql))) {
                    prepared.setQueryTimeout(seconds(call.timeout()));
                    Parameters.bind(prepared, values);
                    CallResult result = results(call, prepared);
                    session.commit();
                    return result;
                }
            });
        }
    }

    /** The inputs in one order, with names as the server has them. */
    private static Map<String, Value> inputs(Call call) {
        Map<String, Value> inputs = new LinkedHashMap<>();
        call.inputs().keySet().stream()
                .sorted()
                .forEach(name -> inputs.put(bare(name), call.inputs().get(name)));
        return inputs;
    }

    private static String bare(String name) {
        return name.startsWith("@") ? name.substring(1) : name;
    }

    /** Outputs are variables, which are asked for when the procedure has ended; one that is given as well begins with what is given. */
    private static Sql callText(Call call) {
        try {
            List<Sql> declared = new ArrayList<>();
            List<Sql> arguments = new ArrayList<>();
            List<Sql> asked = new ArrayList<>();
            Map<String, Value> inputs = inputs(call);
            List<String> outputs =
                    call.outputs().stream().map(field -> bare(field.name())).toList();
            inputs.forEach((name, value) -> {
                declared.add(Sql.of("@naust_" + declared.size() + " "
                        + (outputs.contains(name)
                                ? type(call.outputs().get(outputs.indexOf(name)))
                                : Parameters.type(value))
                        + " = ?"));
                arguments.add(Sql.of(SQL.variable(name) + " = @naust_" + (declared.size() - 1)
                        + (outputs.contains(name) ? Sql.of(" OUTPUT") : Sql.NONE)));
            });
            List<String> given = List.copyOf(inputs.keySet());
            for (int i = 0; i < outputs.size(); i++) {
                String name = outputs.get(i);
                int variable = given.indexOf(name);
                if (variable < 0) {
                    variable = declared.size();
                    declared.add(Sql.of(
                            "@naust_" + variable + " " + type(call.outputs().get(i))));
                    arguments.add(Sql.of(SQL.variable(name) + " = @naust_" + variable + " OUTPUT"));
                }
                asked.add(Sql.of("@naust_" + variable + " AS "
                        + SQL.escapeIdentifier(call.outputs().get(i).name())));
            }
            Sql declare = declared.isEmpty() ? Sql.NONE : Sql.of("DECLARE " + Sql.join(declared, ", ") + "; ");
            Sql answer = asked.isEmpty() ? Sql.NONE : Sql.of("; SELECT " + Sql.join(asked, ", "));
            return Sql.of(declare + "EXEC " + SQL.table(new DatasetId(call.procedure())) + " "
                    + Sql.join(arguments, ", ") + answer);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    SqlServerErrorCode.REFUSED_STATEMENT, "The procedure cannot be called: " + e.getMessage() + ".", e);
        }
    }

    /** What an output is declared as: in the server's own words where it has them, else as it would hold such a field. */
    private static Sql type(Field output) {
        return SQL.type(new SqlServerTypes().plan(output).target().type().nativeType());
    }

    private static CallResult results(Call call, PreparedStatement prepared) throws SQLException {
        List<Result> results = new ArrayList<>();
        long changed = 0;
        int left = CallResult.MOST;
        boolean rows = prepared.execute();
        for (long count = prepared.getLargeUpdateCount(); rows || count >= 0; count = prepared.getLargeUpdateCount()) {
            if (rows) {
                try (ResultSet answer = prepared.getResultSet()) {
                    Result result = result(call, answer, left);
                    left -= result.records().size();
                    results.add(result);
                }
            } else {
                changed += count;
            }
            rows = prepared.getMoreResults();
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        if (!call.outputs().isEmpty() && !results.isEmpty()) {
            Result last = results.remove(results.size() - 1);
            last.records().forEach(record -> outputs.putAll(record.body().toMap()));
        }
        return new CallResult(outputs, results, OptionalLong.of(changed));
    }

    private static Result result(Call call, ResultSet answer, int most) throws SQLException {
        AnswerRows.All all = AnswerRows.all(answer, new Answers(), most + 1);
        if (all.records().size() > most) {
            throw new StoreException(
                    SqlServerErrorCode.TOO_LARGE,
                    "The procedure gives back more than " + CallResult.MOST
                            + " records. Have it give fewer, or ask a question instead.");
        }
        return new Result(Schema.table(new DatasetId(call.procedure()), all.columns(), List.of()), all.records());
    }

    /** Answers live as long as their session. */
    private record Ways(Session session, PreparedStatement statement) implements AnswerRows.Ways {
        @Override
        public <T> T run(Interrupts.Call<T> call) throws InterruptedException {
            return session.run("Answering", call::run);
        }

        /** Without the cancelling the driver would take all the rows that are left from the network first. */
        @Override
        public void close() {
            try (session) {
                statement.cancel();
                statement.close();
            } catch (SQLException e) {
                LOG.debug("An answer could not be left in an orderly way", e);
                session.abandon();
            }
        }
    }
}
