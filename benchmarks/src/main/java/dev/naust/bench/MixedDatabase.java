package dev.naust.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.sqlite.SQLiteDataSource;

/**
 * Makes a SQLite database of mixed types: {@code events} with twelve columns and nulls, and a tenth as many
 * {@code event_tags} with a composite key and a reference. The same number of rows gives the same bytes every time.
 */
final class MixedDatabase {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String[] WORDS = {
        "båt", "naust", "fjord", "tide", "oak", "rope", "日本", "anchor", "keel", "søl", "harbour", "mast", "sail", "🚣"
    };

    private MixedDatabase() {}

    static void make(Path file, int rows) throws SQLException, java.io.IOException {
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(partial);
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + partial);
        try (Connection connection = source.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode=OFF");
                statement.execute("PRAGMA synchronous=OFF");
                statement.execute(
                        "CREATE TABLE events (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL,"
                                + " name VARCHAR(80) NOT NULL, amount NUMERIC(12,2), score REAL, active BOOLEAN NOT NULL,"
                                + " created_at DATETIME NOT NULL, day DATE, title TEXT, body TEXT, attributes JSON, digest BLOB)");
                statement.execute("CREATE TABLE event_tags (event_id INTEGER NOT NULL REFERENCES events(id),"
                        + " tag VARCHAR(20) NOT NULL, weight INTEGER, PRIMARY KEY (event_id, tag))");
            }
            connection.setAutoCommit(false);
            events(connection, rows);
            tags(connection, rows);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE INDEX events_user ON events (user_id)");
                statement.execute("CREATE INDEX events_created ON events (created_at)");
            }
            connection.commit();
        }
        Files.move(partial, file);
    }

    private static void events(Connection connection, int rows) throws SQLException {
        Random random = new Random(42);
        LocalDateTime start = LocalDateTime.of(2020, 1, 1, 0, 0);
        byte[] digest = new byte[32];
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")) {
            for (int id = 1; id <= rows; id++) {
                LocalDateTime created = start.plusSeconds(random.nextInt(200_000_000));
                insert.setInt(1, id);
                insert.setInt(2, random.nextInt(100_000));
                insert.setString(3, "user " + random.nextInt(1_000_000));
                insert.setObject(4, random.nextInt(20) == 0 ? null : random.nextInt(10_000_000) / 100.0);
                insert.setObject(5, random.nextInt(20) == 0 ? null : random.nextGaussian() * 100);
                insert.setInt(6, random.nextInt(2));
                insert.setString(7, STAMP.format(created));
                insert.setString(
                        8,
                        random.nextInt(10) == 0 ? null : created.toLocalDate().toString());
                insert.setString(9, words(random, 4));
                insert.setString(10, random.nextInt(5) == 0 ? null : words(random, 12));
                insert.setString(11, "{\"level\":" + random.nextInt(9) + ",\"tags\":[\"" + words(random, 1) + "\"]}");
                random.nextBytes(digest);
                insert.setBytes(12, random.nextInt(10) == 0 ? null : digest);
                insert.addBatch();
                if (id % 10_000 == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static void tags(Connection connection, int rows) throws SQLException {
        Random random = new Random(43);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR IGNORE INTO event_tags VALUES (?,?,?)")) {
            for (int i = 0; i < rows / 10; i++) {
                insert.setInt(1, 1 + random.nextInt(rows));
                insert.setString(2, "tag" + random.nextInt(50));
                insert.setInt(3, random.nextInt(1000));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String words(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }
}
