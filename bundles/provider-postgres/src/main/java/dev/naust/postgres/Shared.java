package dev.naust.postgres;

import dev.naust.postgres.catalogue.KnownTables;
import dev.naust.postgres.connection.Connections;
import dev.naust.postgres.message.Listeners;
import java.time.Clock;

/**
 * What an open store, its transactions and its snapshots have in common.
 *
 * @param schema where new collections go
 */
record Shared(Connections connections, KnownTables tables, Listeners listeners, String schema) {

    static Shared of(PostgresSettings settings) {
        Connections connections = new Connections(settings.source(), settings.pool(), settings.errors());
        return new Shared(
                connections,
                new KnownTables(),
                new Listeners(connections, settings.pool().name(), Clock.systemUTC()),
                settings.schema());
    }

    /** Ends everything. */
    void close() {
        listeners.close();
        connections.close();
    }
}
