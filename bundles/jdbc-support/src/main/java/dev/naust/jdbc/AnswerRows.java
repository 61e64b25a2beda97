package dev.naust.jdbc;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Layout;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Sql.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands out the rows of an answer batch by batch. For one thread at a time. */
public final class AnswerRows implements Rows {
    private final ResultSet answer;
    private final Ways ways;
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

    /** The rows of an answer that {@code ways} close. */
    public AnswerRows(ResultSet answer, Ways ways) throws SQLException {
        this.answer = answer;
        this.ways = ways;
        this.columns = AnswerValues.columns(answer.getMetaData());
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
        return DataRecord.of(List.of(), AnswerValues.row(answer, columns, layout));
    }

    /** The only row of a small answer; empty when there is none. */
    public static Document only(ResultSet answer) throws SQLException {
        List<Field> columns = AnswerValues.columns(answer.getMetaData());
        Layout layout = Layout.of(columns.stream().map(Field::name).toList());
        return answer.next() ? AnswerValues.row(answer, columns, layout) : Document.empty();
    }

    @Override
    public void close() {
        over = true;
        ways.close();
    }
}
