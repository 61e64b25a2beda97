package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Scrubbing;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Rewrites the whole file without its freed pages, and empties the write-ahead log, which holds pages as they were before.
 * Nobody else of this server writes meanwhile.
 */
final class SqliteScrubbing implements Scrubbing {
    private final SqliteFile file;
    private final SqliteWriterGate gate;

    SqliteScrubbing(SqliteFile file, SqliteWriterGate gate) {
        this.file = file;
        this.gate = gate;
    }

    @Override
    public List<String> scrub(List<DatasetId> collections) throws InterruptedException {
        return gate.alone(this::scrub);
    }

    private List<String> scrub() throws SQLException {
        try (Connection connection = file.rewriter()) {
            Statements.execute(connection, Sql.of("PRAGMA secure_delete = ON"));
            Statements.execute(connection, Sql.of("VACUUM"));
            return isEmptied(connection)
                    ? List.of()
                    : List.of("Somebody is still reading " + file.path().getFileName()
                            + ", so its write-ahead log could not be emptied yet; it will be at the next checkpoint.");
        }
    }

    private static boolean isEmptied(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, Sql.of("PRAGMA wal_checkpoint(TRUNCATE)"))) {
            return rows.next() && rows.getInt(1) == 0;
        }
    }
}
