package dev.naust.sqlserver.catalogue;

import dev.naust.api.model.DatasetId;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tables that have been looked up, so that reading one record does not ask the whole catalogue. A table is taken from here only
 * when the server says that its columns are still the same. Safe for use by several threads.
 */
public final class KnownTables {
    private static final int MOST = 1000;

    private final Map<DatasetId, Known> known = new ConcurrentHashMap<>();

    private record Known(String version, Table table) {}

    /** The table of a name, with its columns as they are now. */
    public Optional<Table> find(Catalogue catalogue, DatasetId id) throws SQLException {
        Optional<String> version = catalogue.version(id);
        if (version.isEmpty()) {
            known.remove(id);
            return Optional.empty();
        }
        Known before = known.get(id);
        if (before != null && before.version().equals(version.get())) {
            return Optional.of(before.table());
        }
        Optional<Table> table = catalogue.find(id);
        if (known.size() >= MOST) {
            known.clear();
        }
        table.ifPresent(found -> known.put(id, new Known(version.get(), found)));
        return table;
    }
}
