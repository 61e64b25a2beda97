package dev.naust.jdbc;

import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Position;
import java.util.ArrayList;
import java.util.List;

/** Reading a collection in the order of its key, from behind any key: never by counting rows. Immutable. */
public final class Keyset {
    private final List<Sql> columns;

    /**
     * A key of these columns.
     *
     * @param columns at least one
     */
    public Keyset(List<Sql> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("A key needs at least one column");
        }
        this.columns = List.copyOf(columns);
    }

    /** The ORDER BY list. */
    public Sql orderBy() {
        return Sql.join(columns, ", ");
    }

    /**
     * The condition for the records behind a key.
     *
     * @param values the key, a value for each column, none of them null
     */
    public SqlPart behind(List<Value> values) {
        if (values.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "A position of " + values.size() + " values in a key of " + columns.size() + " columns");
        }
        Sql marks = columns.stream().map(column -> Sql.of("?")).collect(Sql.joining(", "));
        Sql first = columns.get(0);
        return columns.size() == 1
                ? new SqlPart(Sql.of(first + " > ?"), values)
                : new SqlPart(Sql.of("(" + orderBy() + ") > (" + marks + ")"), values);
    }

    /** The same condition for a database that does not compare rows: each value is named once for every column behind it. */
    public SqlPart behindInSteps(List<Value> values) {
        if (values.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "A position of " + values.size() + " values in a key of " + columns.size() + " columns");
        }
        List<Sql> steps = new ArrayList<>();
        List<Value> bound = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            List<Sql> parts = new ArrayList<>();
            for (int equal = 0; equal < i; equal++) {
                Sql before = columns.get(equal);
                parts.add(Sql.of(before + " = ?"));
            }
            Sql column = columns.get(i);
            parts.add(Sql.of(column + " > ?"));
            bound.addAll(values.subList(0, i + 1));
            steps.add(Sql.of("(" + Sql.join(parts, " AND ") + ")"));
        }
        return new SqlPart(Sql.of("(" + Sql.join(steps, " OR ") + ")"), bound);
    }

    /** A key's values as a position. Streamed content, arrays and documents cannot be part of it. */
    public static Position position(List<Value> values) {
        return new Position(KeyToken.write(values));
    }

    /**
     * The key of a position.
     *
     * @throws IllegalArgumentException when {@link #position} did not make it
     */
    public static List<Value> values(Position position) {
        return KeyToken.read(position.token());
    }

    /** Whether a value can stand in a position. */
    public static boolean holds(Value value) {
        return value instanceof Text || KeyToken.holds(value.kind());
    }
}
