package dev.naust.api.store;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Questions and commands in the store's own SQL. Text of a statement is the caller's; values travel only as parameters, never
 * inside the text.
 */
@ConsumerType
public interface Sql {

    /**
     * Asks a question that cannot change anything: the store itself refuses writing, not a look at the text.
     *
     * @return the answer's rows, which the caller closes
     * @throws StoreException of category USER when the statement is wrong or would write, of category LIMIT when it takes
     *     longer than its time
     */
    Rows query(SqlStatement statement) throws InterruptedException;

    /**
     * Runs one statement that may change data.
     *
     * @return how many records it changed
     * @throws StoreException as {@link #query}, and with the meaning of the constraint that was violated
     */
    long execute(SqlStatement statement) throws InterruptedException;

    /**
     * Says how the store would answer, without running the statement; with {@code analyze} it runs, in a transaction that is
     * rolled back, and only when it reads.
     */
    Explanation explain(SqlStatement statement, boolean analyze) throws InterruptedException;

    /**
     * Calls a stored procedure.
     *
     * @throws StoreException of category USER when the technology has none, or none of this name
     */
    default CallResult call(Call call) throws InterruptedException {
        throw new StoreException(
                CommonError.UNSUPPORTED, "Stores of this type have no stored procedures; use a statement");
    }

    /**
     * A statement.
     *
     * @param text one statement, with {@code ?} for each parameter
     * @param parameters in the order of their marks
     * @param timeout how long it may take in all
     */
    record SqlStatement(String text, List<Value> parameters, Duration timeout) {
        /** The time of a statement that names none. */
        public static final Duration TIMEOUT = Duration.ofSeconds(30);

        public SqlStatement {
            Objects.requireNonNull(text, "text");
            parameters = List.copyOf(parameters);
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("A statement needs some time, not " + timeout);
            }
        }

        /** A statement with the usual time. */
        public static SqlStatement of(String text, Value... parameters) {
            return new SqlStatement(text, List.of(parameters), TIMEOUT);
        }
    }

    /** The rows of an answer, handed out when asked. */
    @ConsumerType
    interface Rows extends RecordReader {

        /** The answer's columns in order; names may occur twice and are numbered then. */
        List<Field> columns();
    }

    /**
     * A call of a stored procedure.
     *
     * @param procedure its name, as the store's catalogue has it
     * @param inputs by parameter name
     * @param outputs names and types of what it gives back
     * @param timeout how long it may take
     */
    record Call(List<String> procedure, Map<String, Value> inputs, List<Field> outputs, Duration timeout) {
        public Call {
            procedure = List.copyOf(procedure);
            inputs = Map.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * What a procedure gave back.
     *
     * @param outputs by parameter name
     * @param results the records of each result, at most {@link #MOST} in all
     */
    record CallResult(Map<String, Value> outputs, List<Result> results, OptionalLong changed) {
        /** The most records that a call gives back. */
        public static final int MOST = 10_000;

        public CallResult {
            outputs = Map.copyOf(outputs);
            results = List.copyOf(results);
        }
    }

    /** One result of a procedure. */
    record Result(Schema schema, List<DataRecord> records) {
        public Result {
            records = List.copyOf(records);
        }
    }

    /**
     * How a store answers a statement.
     *
     * @param format {@code json}, {@code xml} or {@code text}
     * @param plan the store's own plan
     * @param cost in the store's own unit; comparable only within one store
     * @param milliseconds measured; only when it was run
     * @param indexes the names of indexes that are used
     * @param scans the collections that are read from end to end
     * @param advice suggestions in plain words, each with its reason; never an index that is there already
     */
    record Explanation(
            String format,
            String plan,
            OptionalDouble cost,
            OptionalDouble milliseconds,
            List<String> indexes,
            List<String> scans,
            List<String> advice) {
        public Explanation {
            indexes = List.copyOf(indexes);
            scans = List.copyOf(scans);
            advice = List.copyOf(advice);
        }
    }
}
