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
 * Makes a SQLite database as applications have them: {@code events} with twelve columns, about 300 bytes a row, of numbers,
 * text in several alphabets, times as text, JSON, bytes and nulls; a tenth as many {@code event_tags} with a composite key and
 * a reference; two indexes. The same number of rows gives the same bytes every time.
 */
final class MixedDatabase {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String[] KINDS = {"click", "view", "buy", "return"};
    private static final String[] WORDS = {
        "blåbær",
        "øl",
        "smørrebrød",
        "日本",
        "naïve",
        "straße",
        "Ελλάδα",
        "кот",
        "fjord",
        "plain",
        "words",
        "here",
        "été",
        "søndag",
        "🙂"
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
                statement.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL,"
                        + " kind VARCHAR(20), amount NUMERIC(12,2), score REAL, active BOOLEAN, created_at TIMESTAMP,"
                        + " day DATE, title TEXT, body TEXT, payload JSON, digest BLOB)");
                statement.execute("CREATE TABLE event_tags (event_id INTEGER NOT NULL REFERENCES events(id),"
                        + " tag VARCHAR(20) NOT NULL, PRIMARY KEY (event_id, tag))");
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
        LocalDateTime start = LocalDateTime.of(2015, 1, 1, 0, 0);
        byte[] digest = new byte[32];
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")) {
            for (int id = 1; id <= rows; id++) {
                LocalDateTime created = start.plusSeconds(97L * id);
                insert.setInt(1, id);
                insert.setInt(2, random.nextInt(100_000));
                insert.setString(3, KINDS[random.nextInt(KINDS.length)]);
                insert.setObject(4, random.nextInt(20) == 0 ? null : random.nextInt(1_000_000) / 100.0);
                insert.setDouble(5, random.nextDouble() * 100);
                insert.setInt(6, random.nextInt(2));
                insert.setString(7, STAMP.format(created));
                insert.setString(8, created.toLocalDate().toString());
                insert.setString(9, words(random, 4));
                insert.setString(10, random.nextInt(10) == 0 ? null : words(random, 12));
                insert.setString(
                        11,
                        "{\"a\": " + id + ", \"b\": [1, 2, \"" + words(random, 1) + "\"], \"c\": \"" + words(random, 1)
                                + "\"}");
                random.nextBytes(digest);
                insert.setBytes(12, digest);
                insert.addBatch();
                if (id % 10_000 == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static void tags(Connection connection, int rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO event_tags VALUES (?,?)")) {
            for (int i = 1; i <= rows / 10; i++) {
                insert.setInt(1, i * 10);
                insert.setString(2, "t" + i % 7);
                insert.addBatch();
                if (i % 10_000 == 0) {
                    insert.executeBatch();
                }
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
