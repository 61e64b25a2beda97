package dev.naust.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The ceiling: the mixed database copied by a program that knows its twelve columns, plans nothing, checks nothing and proves
 * nothing. Reads bytes, writes binary COPY on two connections, then key, indexes and reference.
 */
final class RawCopy {
    private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);
    private static final LocalDateTime EPOCH_TIME = EPOCH.atStartOfDay();

    private final String source;
    private final String target;

    private RawCopy(String source, String target) {
        this.source = source;
        this.target = target;
    }

    /** Copies {@code args[0]} (a SQLite file) to {@code args[1]} (a PostgreSQL JDBC URL). */
    public static void main(String[] args) throws Exception {
        new RawCopy("jdbc:sqlite:" + args[0], args[1]).run();
    }

    private void run() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Future<?> tags = pool.submit(() -> {
            tags();
            return null;
        });
        Future<?> events = pool.submit(() -> {
            events();
            return null;
        });
        tags.get();
        events.get();
        Future<?> one = pool.submit(() -> execute("ALTER TABLE events ADD PRIMARY KEY (id)"));
        one.get();
        Future<?> two = pool.submit(() -> execute("CREATE INDEX events_user ON events (user_id)"));
        Future<?> three = pool.submit(() -> execute("CREATE INDEX events_created ON events (created_at);"
                + "ALTER TABLE event_tags ADD PRIMARY KEY (event_id, tag)"));
        two.get();
        three.get();
        execute("ALTER TABLE event_tags ADD FOREIGN KEY (event_id) REFERENCES events (id); ANALYZE");
        pool.shutdown();
    }

    private Void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement()) {
            statement.execute("SET maintenance_work_mem = '256MB'");
            statement.execute(sql);
        }
        return null;
    }

    private interface Row {
        void write(ResultSet row, Buffer out) throws SQLException, IOException;
    }

    private void copy(String ddl, String table, String query, Row form) throws SQLException, IOException {
        try (Connection from = DriverManager.getConnection(source);
                Connection to = DriverManager.getConnection(target);
                Statement read = from.createStatement();
                Statement make = to.createStatement()) {
            to.setAutoCommit(false);
            make.execute(ddl);
            CopyIn copy = to.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN (FORMAT BINARY, FREEZE)");
            Buffer out = new Buffer(copy);
            try (ResultSet rows = read.executeQuery(query)) {
                while (rows.next()) {
                    form.write(rows, out);
                }
            }
            out.end();
            to.commit();
        }
    }

    private void tags() throws SQLException, IOException {
        copy(
                "CREATE TABLE event_tags (event_id bigint NOT NULL, tag varchar(20) NOT NULL)",
                "event_tags",
                "SELECT event_id, tag FROM event_tags",
                (row, out) -> {
                    out.fields(2);
                    out.int8(row, 1);
                    out.bytes(row.getBytes(2));
                });
    }

    private void events() throws SQLException, IOException {
        copy(
                "CREATE TABLE events (id bigint NOT NULL, user_id bigint NOT NULL, kind varchar(20),"
                        + " amount numeric(12,2), score double precision, active boolean, created_at timestamp,"
                        + " day date, title text, body text, payload json, digest bytea)",
                "events",
                "SELECT * FROM events",
                (row, out) -> {
                    out.fields(12);
                    out.int8(row, 1);
                    out.int8(row, 2);
                    out.bytes(row.getBytes(3));
                    out.numeric(row, 4);
                    out.float8(row, 5);
                    out.bool(row, 6);
                    out.timestamp(row.getString(7));
                    out.date(row.getString(8));
                    for (int column = 9; column <= 12; column++) {
                        out.bytes(row.getBytes(column));
                    }
                });
    }

    /** PostgreSQL's binary COPY format ("COPY", section Binary Format), for these columns only. */
    private static final class Buffer {
        private final CopyIn copy;
        private final byte[] array = new byte[1 << 20];
        private final ByteBuffer buffer = ByteBuffer.wrap(array);

        Buffer(CopyIn copy) {
            this.copy = copy;
            buffer.put(new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0});
            buffer.putInt(0).putInt(0);
        }

        void fields(int count) throws SQLException {
            if (buffer.remaining() < 64 * 1024) {
                flush();
            }
            buffer.putShort((short) count);
        }

        void int8(ResultSet row, int column) throws SQLException {
            long number = row.getLong(column);
            buffer.putInt(8).putLong(number);
        }

        void bytes(byte[] bytes) {
            if (bytes == null) {
                buffer.putInt(-1);
            } else {
                buffer.putInt(bytes.length).put(bytes);
            }
        }

        void float8(ResultSet row, int column) throws SQLException {
            double number = row.getDouble(column);
            if (row.wasNull()) {
                buffer.putInt(-1);
            } else {
                buffer.putInt(8).putDouble(number);
            }
        }

        void bool(ResultSet row, int column) throws SQLException {
            buffer.putInt(1).put((byte) row.getInt(column));
        }

        void timestamp(String text) {
            LocalDateTime time = LocalDateTime.parse(text.replace(' ', 'T'));
            buffer.putInt(8)
                    .putLong(ChronoUnit.MICROS.between(
                            EPOCH_TIME, time.atOffset(ZoneOffset.UTC).toLocalDateTime()));
        }

        void date(String text) {
            if (text == null) {
                buffer.putInt(-1);
            } else {
                buffer.putInt(4).putInt((int) ChronoUnit.DAYS.between(EPOCH, LocalDate.parse(text)));
            }
        }

        void numeric(ResultSet row, int column) throws SQLException {
            double number = row.getDouble(column);
            if (row.wasNull()) {
                buffer.putInt(-1);
                return;
            }
            BigInteger cents = BigDecimal.valueOf(number)
                    .setScale(2, java.math.RoundingMode.HALF_EVEN)
                    .unscaledValue();
            long scaled = cents.longValueExact() * 100;
            short low = (short) (scaled % 10_000);
            long whole = scaled / 10_000;
            short mid = (short) (whole % 10_000);
            short high = (short) (whole / 10_000);
            buffer.putInt(8 + 6)
                    .putShort((short) 3)
                    .putShort((short) 1)
                    .putShort((short) 0)
                    .putShort((short) 2);
            buffer.putShort(high).putShort(mid).putShort(low);
        }

        private void flush() throws SQLException {
            copy.writeToCopy(array, 0, buffer.position());
            buffer.clear();
        }

        void end() throws SQLException {
            buffer.putShort((short) -1);
            flush();
            copy.endCopy();
        }
    }
}
