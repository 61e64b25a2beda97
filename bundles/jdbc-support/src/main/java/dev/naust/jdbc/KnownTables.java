package dev.naust.jdbc;

import dev.naust.api.model.DatasetId;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tables that have been looked up, so that reading one record does not ask the whole catalogue. A table is taken from here only
 * when the server says that its columns are still the same. Safe for use by several threads.
 *
 * @param <T> what a catalogue knows of a table
 */
public final class KnownTables<T> {
    private static final int MOST = 1000;

    private final Map<DatasetId, Known<T>> known = new ConcurrentHashMap<>();

    private record Known<T>(String version, T table) {}

    /** Who knows the tables of a server. */
    public interface Catalogue<T> {
        /** What changes whenever a table's columns do; empty where there is no such table. */
        Optional<String> version(DatasetId id) throws SQLException;

        /** The table of a name. */
        Optional<T> find(DatasetId id) throws SQLException;
    }

    /** The table of a name, with its columns as they are now. */
    public Optional<T> find(Catalogue<T> catalogue, DatasetId id) throws SQLException {
        Optional<String> version = catalogue.version(id);
        if (version.isEmpty()) {
            known.remove(id);
            return Optional.empty();
        }
        Known<T> before = known.get(id);
        if (before != null && before.version().equals(version.get())) {
            return Optional.of(before.table());
        }
        Optional<T> table = catalogue.find(id);
        if (known.size() >= MOST) {
            known.clear();
        }
        table.ifPresent(found -> known.put(id, new Known<>(version.get(), found)));
        return table;
    }
}
