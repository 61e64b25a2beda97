package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;

/** A program that brings an older SQLite than ours and writes to a file whose changes are kept. */
class OlderProgramTest {
    @TempDir
    Path folder;

    @Test
    void writesWhileItsChangesAreKept() throws Exception {
        Path file = folder.resolve("shop.db");
        Stores.run(file, "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)");
        try (Store store = Stores.open(file)) {
            store.changeFeed().orElseThrow().follow("mirror", List.of(DatasetId.of("people")));
            long before = Instant.now().toEpochMilli();

            try (Connection older = Stores.plain(file);
                    Statement statement = older.createStatement()) {
                // As before 3.42, when this function knew no fractions of a second.
                Function.create(older, "unixepoch", nothing());
                statement.execute("INSERT INTO people VALUES (1, 'Åse')");
                try (ResultSet row = statement.executeQuery("SELECT at FROM naust_changes")) {
                    row.next();
                    assertThat(row.getLong(1))
                            .isBetween(before - 1, Instant.now().toEpochMilli() + 1);
                }
            }
        }
    }

    private static Function nothing() {
        return new Function() {
            @Override
            protected void xFunc() throws SQLException {
                result();
            }
        };
    }
}
