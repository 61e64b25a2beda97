package dev.naust.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Rejected;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchWriterTest {
    @Test
    void bad_rows_become_rejects_and_their_neighbours_arrive() throws SQLException {
        try (SqliteTable table = new SqliteTable("CREATE TABLE t (n INTEGER PRIMARY KEY CHECK (n <> 13))")) {
            List<Rejected> rejects = new ArrayList<>();

            int written = write(table, numbers(1, 100), rejects, true);

            assertThat(written).isEqualTo(98);
            assertThat(rejects)
                    .extracting(rejected -> rejected.record().body().at(0))
                    .containsExactlyInAnyOrder(Value.int64(13), Value.int64(50));
            try (ResultSet rows = table.connection.createStatement().executeQuery("SELECT count(*), sum(n) FROM t")) {
                assertThat(rows.getInt(1)).isEqualTo(98);
                assertThat(rows.getInt(2)).isEqualTo(5050 - 13 - 50);
            }
        }
    }

    @Test
    void a_failure_that_is_no_records_fault_ends_the_writing() throws SQLException {
        try (SqliteTable table = new SqliteTable("CREATE TABLE t (n INTEGER PRIMARY KEY CHECK (n <> 13))")) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> write(table, numbers(1, 20), new ArrayList<>(), false));
        }
    }

    private static int write(SqliteTable table, List<DataRecord> records, List<Rejected> rejects, boolean blame)
            throws SQLException {
        table.connection.setAutoCommit(false);
        try (PreparedStatement insert = table.connection.prepareStatement("INSERT INTO t VALUES (?)")) {
            int written = new BatchWriter(table.connection, insert, new RefusesFifty(blame)).write(records, rejects);
            table.connection.commit();
            return written;
        }
    }

    private static List<DataRecord> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(n -> DataRecord.of(List.of("n"), Document.of(Map.of("n", Value.int64(n)))))
                .toList();
    }

    private record RefusesFifty(boolean blame) implements BatchWriter.Form {
        @Override
        public Optional<Rejected> bind(PreparedStatement statement, DataRecord record) throws SQLException {
            long number = ((Value.Int64) record.body().at(0)).number();
            if (number == 50) {
                return Optional.of(new Rejected(record, "n", "Fifty does not fit."));
            }
            statement.setLong(1, number);
            return Optional.empty();
        }

        @Override
        public Optional<Rejected> blame(DataRecord record, SQLException failure) {
            return blame ? Optional.of(new Rejected(record, "", failure.getMessage())) : Optional.empty();
        }
    }
}
