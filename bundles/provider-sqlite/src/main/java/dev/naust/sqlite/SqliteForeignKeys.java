package dev.naust.sqlite;

import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.ForeignKey.Action;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a table's references and resolves what SQLite lets a declaration leave out. For one thread at a time. */
final class SqliteForeignKeys {
    private final Connection connection;
    private final Listing listing;

    SqliteForeignKeys(Connection connection, Listing listing) {
        this.connection = connection;
        this.listing = listing;
    }

    private static final class Declared {
        private final String target;
        private final Action onUpdate;
        private final Action onDelete;
        private final List<String> from = new ArrayList<>();
        private final List<String> to = new ArrayList<>();

        Declared(String target, Action onUpdate, Action onDelete) {
            this.target = target;
            this.onUpdate = onUpdate;
            this.onDelete = onDelete;
        }
    }

    /**
     * The references of a table, in the order of their declaration, not yet counted.
     *
     * @param extras gets a sentence for each reference that leads nowhere
     */
    List<ForeignKey> read(String table, CreateTable created, List<String> extras) throws SQLException {
        return List.copyOf(readByNumber(table, created, extras).values());
    }

    /** The same, with the number that SQLite gives each reference, which its checks speak of. */
    Map<Integer, ForeignKey> readByNumber(String table, CreateTable created, List<String> extras) throws SQLException {
        Map<Integer, ForeignKey> keys = new LinkedHashMap<>();
        for (Map.Entry<Integer, Declared> entry : declared(table).entrySet()) {
            Declared declared = entry.getValue();
            Optional<ForeignKey> key = resolve(table, declared, created);
            key.ifPresentOrElse(
                    resolved -> keys.put(entry.getKey(), resolved),
                    () -> extras.add("The reference of (" + String.join(", ", declared.from) + ") to \""
                            + declared.target + "\" leads nowhere in this database and is not carried over."));
        }
        return keys;
    }

    /** SQLite numbers references from the last declared to the first. */
    private Map<Integer, Declared> declared(String table) throws SQLException {
        Map<Integer, Declared> found = new TreeMap<>(Comparator.reverseOrder());
        try (PreparedStatement query = Statements.prepare(connection, Sql.of("""
                SELECT id, "table", "from", "to", on_update, on_delete
                FROM pragma_foreign_key_list(?) ORDER BY id, seq
                """))) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Declared declared = found.get(rows.getInt(1));
                    if (declared == null) {
                        declared =
                                new Declared(rows.getString(2), action(rows.getString(5)), action(rows.getString(6)));
                        found.put(rows.getInt(1), declared);
                    }
                    declared.from.add(rows.getString(3));
                    if (rows.getString(4) != null) {
                        declared.to.add(rows.getString(4));
                    }
                }
            }
        }
        return found;
    }

    private Optional<ForeignKey> resolve(String table, Declared declared, CreateTable created) throws SQLException {
        Optional<Listing.Entry> target = listing.referred(declared.target);
        if (target.isEmpty()) {
            return Optional.empty();
        }
        List<String> from = realNames(table, declared.from);
        List<String> to = declared.to.isEmpty()
                ? keyOf(target.get().name())
                : realNames(target.get().name(), declared.to);
        if (from.size() != declared.from.size() || to.size() != from.size()) {
            return Optional.empty();
        }
        return Optional.of(new ForeignKey(
                created.foreignName(from).orElse(""),
                from,
                target.get().id(),
                to,
                declared.onDelete,
                declared.onUpdate,
                0));
    }

    private List<String> realNames(String table, List<String> written) throws SQLException {
        List<String> columns = names(table, Sql.of("SELECT name FROM pragma_table_xinfo(?) ORDER BY cid"));
        List<String> real = new ArrayList<>();
        for (String name : written) {
            columns.stream()
                    .filter(column -> column.equalsIgnoreCase(name))
                    .findFirst()
                    .ifPresent(real::add);
        }
        return real;
    }

    private List<String> keyOf(String table) throws SQLException {
        return names(table, Sql.of("SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk"));
    }

    private List<String> names(String table, Sql sql) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(connection, sql)) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private static Action action(String words) {
        return switch (words) {
            case "RESTRICT" -> Action.RESTRICT;
            case "CASCADE" -> Action.CASCADE;
            case "SET NULL" -> Action.SET_NULL;
            case "SET DEFAULT" -> Action.SET_DEFAULT;
            default -> Action.NO_ACTION;
        };
    }
}
