package dev.naust.postgres;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Isolation;
import dev.naust.postgres.catalogue.Table;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables that a transaction has looked up. One that sees the server in one state all the time would get the same answer
 * again, except after changes of its own. Safe for use by several threads.
 */
final class SeenTables {
    private final Map<DatasetId, Table> seen = new ConcurrentHashMap<>();
    private final boolean lasting;

    private SeenTables(boolean lasting) {
        this.lasting = lasting;
    }

    /** Remembers nothing. */
    static SeenTables none() {
        return new SeenTables(false);
    }

    /** For a transaction that begins. */
    static SeenTables within(Isolation isolation) {
        return new SeenTables(isolation == Isolation.REPEATABLE_READ || isolation == Isolation.SERIALIZABLE);
    }

    /** The table, if it has been looked up. */
    Optional<Table> find(DatasetId id) {
        return Optional.ofNullable(seen.get(id));
    }

    /** Takes note of a table that was looked up. */
    void note(DatasetId id, Table table) {
        if (lasting) {
            seen.put(id, table);
        }
    }

    /** The transaction changes tables, or takes a change of them back. */
    void forget() {
        seen.clear();
    }
}
