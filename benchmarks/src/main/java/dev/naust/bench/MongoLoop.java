package dev.naust.bench;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.Decimal128;

/** The loop that one writes by hand: rows by the thousand into MongoDB with its driver. It proves nothing, and keeps no types. */
final class MongoLoop {
    private static final int BATCH = 1_000;

    private MongoLoop() {}

    /** Copies the tables of {@code args[0]} (a PostgreSQL JDBC URL) to {@code args[1]} (a MongoDB address with a database). */
    public static void main(String[] args) throws SQLException {
        try (Connection from = DriverManager.getConnection(args[0]);
                MongoClient client = MongoClients.create(args[1])) {
            from.setAutoCommit(false);
            MongoDatabase to = client.getDatabase(new ConnectionString(args[1]).getDatabase());
            copy(from, "events", to.getCollection("events"));
            copy(from, "event_tags", to.getCollection("event_tags"));
        }
    }

    private static void copy(Connection from, String table, MongoCollection<Document> to) throws SQLException {
        InsertManyOptions unordered = new InsertManyOptions().ordered(false);
        try (Statement statement = from.createStatement()) {
            statement.setFetchSize(BATCH);
            try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                List<Document> batch = new ArrayList<>(BATCH);
                while (rows.next()) {
                    batch.add(document(rows));
                    if (batch.size() == BATCH) {
                        to.insertMany(batch, unordered);
                        batch.clear();
                    }
                }
                if (!batch.isEmpty()) {
                    to.insertMany(batch, unordered);
                }
            }
        }
    }

    private static Document document(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Document document = new Document();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            Object value =
                    switch (columns.getColumnTypeName(i)) {
                        case "numeric" -> row.getBigDecimal(i) == null ? null : new Decimal128(row.getBigDecimal(i));
                        case "timestamp" -> row.getTimestamp(i);
                        case "date" -> row.getDate(i);
                        case "json" -> row.getString(i);
                        default -> row.getObject(i);
                    };
            document.append(columns.getColumnName(i), value);
        }
        return document;
    }
}
