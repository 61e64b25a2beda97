package dev.naust.sqlite;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteDataSource;

/** Files and stores for tests. */
final class Stores {
    private static final SqliteProvider PROVIDER =
            new SqliteProvider(Path.of("").toAbsolutePath());

    private Stores() {}

    /** A store of a file that need not be there. */
    static Store open(Path file) {
        return open(file, Map.of());
    }

    static Store open(Path file, Map<String, Value> options) {
        return PROVIDER.open(config(file, options));
    }

    static StoreConfig config(Path file, Map<String, Value> options) {
        Map<String, Value> connection = new LinkedHashMap<>(options);
        connection.put("path", Text.of(file.toString()));
        return StoreConfig.of("test", Document.of(connection));
    }

    /** Runs statements as any other program would. */
    static void run(Path file, String... statements) throws SQLException {
        try (Connection connection = plain(file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** A connection of somebody else's. */
    static Connection plain(Path file) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }

    static List<DataRecord> read(Store store, ReadRequest request) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        try (RecordReader reader = store.read(request)) {
            Batch batch;
            do {
                batch = reader.next(100, 1 << 20);
                records.addAll(batch.records());
            } while (!batch.last());
        }
        return records;
    }

    static List<DataRecord> read(Store store, String table) throws InterruptedException {
        return read(store, ReadRequest.of(DatasetId.of(table)));
    }

    static List<Schema> schemas(Store store) {
        return store.datasets().stream().map(Dataset::id).map(store::describe).toList();
    }

    /** The values of one record of a table, by field. */
    static Map<String, Value> first(Store store, String table) throws InterruptedException {
        return read(store, table).get(0).body().toMap();
    }
}
