package dev.naust.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files with a table t that are made by chance: of every page size, kind of value and history, whole or damaged. */
final class OddFiles {
    private static final int[] PAGE_SIZES = {512, 1024, 4096, 65_536};
    private static final String[] TYPES = {
        "INTEGER",
        "TEXT",
        "REAL",
        "BLOB",
        "",
        "NUMERIC(9,2)",
        "DATE",
        "BOOLEAN",
        "VARCHAR(12)",
        "DECIMAL(20,3)",
        "VARBINARY(8)",
        "JSON",
        "FLOATING POINT",
        "NUMERIC",
        "TIMESTAMP"
    };

    private OddFiles() {}

    /** Makes a file with table t, of any page size, with overflow, free pages and columns that were added later. */
    static void make(Path file, Random random) throws SQLException {
        try (Connection connection = Stores.plain(file)) {
            List<String> columns = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                columns.add("c" + i + " " + TYPES[random.nextInt(TYPES.length)]);
            }
            boolean alias = random.nextBoolean();
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA page_size = " + PAGE_SIZES[random.nextInt(PAGE_SIZES.length)]);
                statement.execute("PRAGMA auto_vacuum = " + random.nextInt(3));
                statement.execute("CREATE TABLE other (x)");
                statement.execute("CREATE TABLE t (" + (alias ? "id INTEGER PRIMARY KEY, " : "")
                        + String.join(", ", columns) + ")");
            }
            fill(connection, count, alias, random);
            change(connection, count, alias, random);
        }
        if (random.nextInt(6) == 0) {
            Stores.run(file, "VACUUM");
        }
    }

    private static void change(Connection connection, int count, boolean alias, Random random) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (random.nextBoolean()) {
                statement.execute("DELETE FROM t WHERE rowid % " + (2 + random.nextInt(5)) + " = 0");
            }
            if (random.nextInt(3) == 0) {
                statement.execute("ALTER TABLE t ADD COLUMN late REAL");
                statement.execute("INSERT INTO t (c0, late) VALUES ('x', 7), (2, 7.5)");
            }
            if (random.nextInt(6) == 0) {
                statement.execute("ALTER TABLE t ADD COLUMN later TEXT DEFAULT 'was not there'");
                statement.execute("INSERT INTO t (c0, later) VALUES ('x', 'there')");
            }
            if (random.nextInt(4) == 0) {
                statement.execute("CREATE INDEX covering ON t (c0" + (count > 1 ? ", c1" : "") + ")");
            }
        }
        if (random.nextBoolean()) {
            fill(connection, count, alias, random);
        }
    }

    private static void fill(Connection connection, int count, boolean alias, Random random) throws SQLException {
        connection.setAutoCommit(false);
        List<String> names = new ArrayList<>(alias ? List.of("id") : List.of());
        for (int i = 0; i < count; i++) {
            names.add("c" + i);
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT OR REPLACE INTO t ("
                        + String.join(", ", names) + ") VALUES (" + "?, ".repeat(names.size() - 1) + "?)");
                PreparedStatement other = connection.prepareStatement("INSERT INTO other VALUES (zeroblob(300))")) {
            int rows = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(400);
            for (int row = 0; row < rows; row++) {
                if (alias) {
                    insert.setObject(1, random.nextBoolean() ? null : key(random));
                }
                for (int i = 0; i < count; i++) {
                    insert.setObject(i + (alias ? 2 : 1), value(random));
                }
                insert.executeUpdate();
                if (random.nextInt(10) == 0) {
                    other.executeUpdate();
                }
            }
        } catch (SQLException full) {
            // The greatest rowid is taken, and SQLite finds no free one behind it.
            assertThat(full.getMessage()).contains("full");
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static Object key(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextLong() >> random.nextInt(63);
            case 1 -> Long.MIN_VALUE;
            default -> random.nextInt(5000) - 100;
        };
    }

    private static Object value(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> 0;
            case 2 -> 1;
            case 3 -> random.nextLong() >> random.nextInt(64);
            case 4 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 5 -> (double) random.nextInt(1000);
            case 6 -> bytes(random, random.nextInt(60));
            case 7 -> bytes(random, random.nextInt(random.nextInt(10) == 0 ? 20_000 : 900));
            case 8 ->
                "2020-02-%02d".formatted(1 + random.nextInt(29))
                        + (random.nextBoolean() ? "" : " 1%d:30:00".formatted(random.nextInt(11)));
            case 9 -> "blåbær 日本 🙂 ".repeat(random.nextInt(random.nextInt(10) == 0 ? 600 : 20));
            case 10 -> random.nextInt(100_000) / 100.0;
            default -> "text " + random.nextInt();
        };
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Changes some bytes, zeroes a piece, swaps two pages or cuts the file off; the first page's header stays as it is. */
    static void wound(Path file, Random random, int wounds) {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < wounds; i++) {
                long at = 100 + (long) (random.nextDouble() * (raw.length() - 100));
                raw.seek(16);
                int pageSize = raw.readUnsignedShort() == 1 ? 65_536 : pageSize(raw);
                long page = at / pageSize * pageSize;
                switch (random.nextInt(6)) {
                    case 0 -> write(raw, at, bytes(random, 1));
                    case 1 -> write(raw, Math.max(100, page + random.nextInt(16)), bytes(random, 1));
                    case 2 -> write(raw, Math.max(100, page + random.nextInt(64)), bytes(random, 2));
                    case 3 -> write(raw, at, new byte[(int) Math.min(pageSize, raw.length() - at)]);
                    case 4 -> {
                        if (page >= pageSize && 2L * pageSize < raw.length()) {
                            byte[] copy = new byte[pageSize];
                            raw.seek(pageSize);
                            raw.readFully(copy);
                            write(raw, page, copy);
                        }
                    }
                    default -> {
                        if (random.nextInt(4) == 0) {
                            raw.setLength(Math.max(100, at));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int pageSize(RandomAccessFile raw) throws IOException {
        byte[] size = new byte[2];
        raw.seek(16);
        raw.readFully(size);
        return ByteBuffer.wrap(size).getShort() & 0xffff;
    }

    private static void write(RandomAccessFile raw, long at, byte[] bytes) throws IOException {
        raw.seek(at);
        raw.write(bytes, 0, (int) Math.min(bytes.length, raw.length() - at));
    }
}
