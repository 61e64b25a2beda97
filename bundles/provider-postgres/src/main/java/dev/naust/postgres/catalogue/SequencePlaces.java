package dev.naust.postgres.catalogue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Numbering;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.type.PostgresDialect;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the sequences of a table's columns stand: those of identity columns, and those that a default draws from, whoever owns
 * them. A place is the last value, with {@code +} behind it once it was given out ("CREATE SEQUENCE", {@code is_called}).
 */
public final class SequencePlaces {
    private static final PostgresDialect SQL = PostgresDialect.INSTANCE;
    private static final String GIVEN_OUT = "+";

    /**
     * Of columns of numbers, also under the name of a domain: what else a default makes of a sequence's number is not to be told
     * from the column.
     */
    private static final Sql SEQUENCES = Sql.of("""
            SELECT a.attname, sn.nspname, s.relname, q.seqincrement, q.seqmin, q.seqmax,
              pg_catalog.has_schema_privilege(sn.oid, 'USAGE')
                AND pg_catalog.has_sequence_privilege(s.oid, 'SELECT') AS readable,
              pg_catalog.has_schema_privilege(sn.oid, 'USAGE')
                AND pg_catalog.has_sequence_privilege(s.oid, 'UPDATE') AS movable
            FROM pg_catalog.pg_class t
            JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN LATERAL (
              SELECT d.objid AS sequence FROM pg_catalog.pg_depend d
              WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
                AND d.refobjid = t.oid AND d.refobjsubid = a.attnum AND d.deptype = 'i'
              UNION
              SELECT d.refobjid FROM pg_catalog.pg_attrdef f
              JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = f.oid
                AND d.refclassid = 'pg_catalog.pg_class'::regclass
              WHERE f.adrelid = t.oid AND f.adnum = a.attnum AND a.attgenerated = ''
            ) u ON true
            JOIN pg_catalog.pg_class s ON s.oid = u.sequence AND s.relkind = 'S'
            JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
            JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid
            WHERE n.nspname = ?::text AND t.relname = ?::text
              AND EXISTS (
                WITH RECURSIVE meant(type) AS (
                  SELECT a.atttypid
                  UNION ALL
                  SELECT y.typbasetype FROM meant
                  JOIN pg_catalog.pg_type y ON y.oid = meant.type AND y.typtype = 'd'
                )
                SELECT FROM meant
                WHERE type IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype))
            ORDER BY a.attnum, s.oid
            """);

    private final Connection connection;

    /** Looks over a connection, which it leaves open. */
    public SequencePlaces(Connection connection) {
        this.connection = connection;
    }

    private record Found(
            String column,
            DatasetId sequence,
            BigInteger step,
            BigInteger least,
            BigInteger greatest,
            boolean readable,
            boolean movable) {}

    /** The sequences of some of a table's columns. */
    public List<Numbering> of(DatasetId table, Set<String> columns) throws SQLException {
        List<Numbering> all = new ArrayList<>();
        for (Found each : find(table)) {
            if (columns.contains(each.column)) {
                all.add(numbering(table, each));
            }
        }
        return all;
    }

    /**
     * Moves the sequence of a column, if it stands where it stood.
     *
     * @return whether it was moved
     */
    public boolean move(DatasetId table, String column, String from, String to) throws SQLException {
        for (Found each : find(table)) {
            if (each.column.equals(column) && each.readable && each.movable) {
                Sql name = SQL.table(each.sequence);
                // Looked at and moved in one statement. There is no lock on a sequence that keeps others from drawing
                // of it.
                Sql move = Sql.of("SELECT pg_catalog.setval(" + SQL.literal(name.toString())
                        + "::regclass, ?::bigint, ?::boolean) FROM " + name
                        + " WHERE last_value = ?::bigint AND is_called = ?::boolean");
                try (PreparedStatement statement = Statements.prepare(connection, move)) {
                    statement.setLong(1, number(to).longValueExact());
                    statement.setBoolean(2, to.endsWith(GIVEN_OUT));
                    statement.setLong(3, number(from).longValueExact());
                    statement.setBoolean(4, from.endsWith(GIVEN_OUT));
                    try (ResultSet rows = statement.executeQuery()) {
                        if (rows.next()) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private List<Found> find(DatasetId table) throws SQLException {
        List<Found> found = new ArrayList<>();
        try (PreparedStatement statement = Statements.prepare(connection, SEQUENCES)) {
            statement.setString(1, table.path().get(0));
            statement.setString(2, table.path().get(1));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Found(
                            rows.getString(1),
                            DatasetId.of(rows.getString(2), rows.getString(3)),
                            BigInteger.valueOf(rows.getLong(4)),
                            BigInteger.valueOf(rows.getLong(5)),
                            BigInteger.valueOf(rows.getLong(6)),
                            rows.getBoolean(7),
                            rows.getBoolean(8)));
                }
            }
        }
        return found;
    }

    private Numbering numbering(DatasetId table, Found found) throws SQLException {
        Optional<BigInteger> last = last(table, found);
        String now = found.readable ? now(found) : "";
        String due = last.isEmpty() ? now : now.isEmpty() ? last.get() + GIVEN_OUT : due(now, last.get(), found.step);
        boolean free = now.equals(due) || found.readable && found.movable;
        return new Numbering(
                found.column, found.sequence.toString(), now, due, free ? "" : obstacle(table, found, due));
    }

    /**
     * The number of the records that is furthest in the sequence's direction. It gives out whole numbers within its bounds, so that
     * no other can be taken: neither a fraction nor one beyond them, nor what is no number at all.
     */
    private Optional<BigInteger> last(DatasetId table, Found found) throws SQLException {
        Sql column = SQL.escapeIdentifier(found.column);
        Sql furthest = found.step.signum() > 0
                ? Sql.of("floor(MAX(" + column + ")::numeric)")
                : Sql.of("ceil(MIN(" + column + ")::numeric)");
        Sql ask = Sql.of("SELECT " + furthest + "::bigint FROM " + SQL.table(table) + " WHERE " + column
                + " BETWEEN ?::bigint AND ?::bigint");
        try (PreparedStatement statement = Statements.prepare(connection, ask)) {
            statement.setLong(1, found.least.longValueExact());
            statement.setLong(2, found.greatest.longValueExact());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                long number = rows.getLong(1);
                return rows.wasNull() ? Optional.empty() : Optional.of(BigInteger.valueOf(number));
            }
        }
    }

    private String now(Found found) throws SQLException {
        Sql ask = Sql.of("SELECT last_value, is_called FROM " + SQL.table(found.sequence));
        try (Statement statement = connection.createStatement();
                ResultSet rows = Statements.query(statement, ask)) {
            rows.next();
            return rows.getLong(1) + (rows.getBoolean(2) ? GIVEN_OUT : "");
        }
    }

    /** As far as it must go and no further, and in its own steps: several servers may share the numbers out by them. */
    private static String due(String now, BigInteger last, BigInteger step) {
        BigInteger place = number(now);
        BigInteger ahead = last.subtract(place);
        boolean behind = ahead.signum() * step.signum() >= 0;
        BigInteger due = place.add(ahead.divide(step).multiply(step));
        return behind && !(due.equals(place) && now.endsWith(GIVEN_OUT)) ? due + GIVEN_OUT : now;
    }

    private static BigInteger number(String place) {
        return new BigInteger(place.endsWith(GIVEN_OUT) ? place.substring(0, place.length() - 1) : place);
    }

    private static String obstacle(DatasetId table, Found found, String due) {
        return "The sequence " + found.sequence + " of " + table + "." + found.column
                + (found.readable ? " is behind the numbers that " : " may be behind the numbers that ") + table
                + " holds, and this user may not "
                + (found.readable ? "move it (UPDATE)" : "read where it stands (SELECT)")
                + ", so that new records may get a number that is taken: let a user who may run SELECT pg_catalog.setval("
                + SQL.literal(SQL.table(found.sequence).toString()) + ", " + number(due) + ")"
                + (found.readable ? "" : " where it stands before that");
    }
}
