package dev.naust.jdbc;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Layout;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Sql.Rows;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands out the rows of an answer batch by batch. For one thread at a time. */
public final class AnswerRows implements Rows {
    private final ResultSet answer;
    private final Ways ways;
    private final Form form;
    private final List<Field> columns;
    private final Layout layout;
    private boolean over;

    /** How a provider runs calls of its driver, and what it ends with the answer. */
    public interface Ways {

        /** Runs a call that an interrupt of this thread ends; failures become the provider's own. */
        <T> T run(Interrupts.Call<T> call) throws InterruptedException;

        /** Ends the statement and gives the connection back. */
        void close();
    }

    /** What the columns of a database's answers are, and how their values are read. */
    public interface Form {
        /** The type of a column. */
        FieldType type(ResultSetMetaData answer, int column) throws SQLException;

        /** The value of a column in the current row. */
        Value read(ResultSet row, int column, Field field) throws SQLException;
    }

    /** The rows of an answer that {@code ways} close. */
    public AnswerRows(ResultSet answer, Ways ways) throws SQLException {
        this(answer, ways, AnswerValues.FORM);
    }

    /** The same for a database whose types are its own. */
    public AnswerRows(ResultSet answer, Ways ways, Form form) throws SQLException {
        this.answer = answer;
        this.ways = ways;
        this.form = form;
        this.columns = AnswerValues.columns(answer.getMetaData(), form);
        this.layout = Layout.of(columns.stream().map(Field::name).toList());
    }

    @Override
    public List<Field> columns() {
        return columns;
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        return ways.run(() -> {
            List<DataRecord> records = new ArrayList<>();
            long bytes = 0;
            while (!over && records.size() < maxRecords && bytes < maxBytes) {
                over = !answer.next();
                if (!over) {
                    DataRecord record = record();
                    records.add(record);
                    bytes += record.weight();
                }
            }
            return new Batch(records, Optional.empty(), over);
        });
    }

    private DataRecord record() throws SQLException {
        return DataRecord.of(List.of(), AnswerValues.row(answer, columns, layout, form));
    }

    /** The only row of a small answer; empty when there is none. */
    public static Document only(ResultSet answer) throws SQLException {
        List<Field> columns = AnswerValues.columns(answer.getMetaData(), AnswerValues.FORM);
        Layout layout = Layout.of(columns.stream().map(Field::name).toList());
        return answer.next() ? AnswerValues.row(answer, columns, layout, AnswerValues.FORM) : Document.empty();
    }

    /** A small answer as a whole. */
    public record All(List<Field> columns, List<DataRecord> records) {
        public All {
            columns = List.copyOf(columns);
            records = List.copyOf(records);
        }
    }

    /** All rows of a small answer, which the caller closes; no more than {@code most} of them. */
    public static All all(ResultSet answer, Form form, int most) throws SQLException {
        List<Field> columns = AnswerValues.columns(answer.getMetaData(), form);
        Layout layout = Layout.of(columns.stream().map(Field::name).toList());
        List<DataRecord> records = new ArrayList<>();
        while (records.size() < most && answer.next()) {
            records.add(DataRecord.of(List.of(), AnswerValues.row(answer, columns, layout, form)));
        }
        return new All(columns, records);
    }

    @Override
    public void close() {
        over = true;
        ways.close();
    }
}
