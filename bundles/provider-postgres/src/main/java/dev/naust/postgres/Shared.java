package dev.naust.postgres;

import dev.naust.jdbc.KnownTables;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.connection.Connections;
import dev.naust.postgres.message.Listeners;
import java.time.Clock;
import java.util.Optional;

/**
 * What an open store, its transactions and its snapshots have in common.
 *
 * @param schema where new collections go
 * @param tenantSetting the setting that the policies of row security read
 * @param access what the way to the server leaves of it
 */
record Shared(
        Connections connections,
        KnownTables<Table> tables,
        Listeners listeners,
        String schema,
        Optional<String> tenantSetting,
        Access access) {

    static Shared of(PostgresSettings settings, Access access) {
        Connections connections = new Connections(settings.source(), settings.pool(), settings.errors());
        return new Shared(
                connections,
                new KnownTables<>(),
                new Listeners(connections, settings.pool().name(), Clock.systemUTC()),
                settings.schema(),
                settings.tenantSetting(),
                access);
    }

    /** Ends everything. */
    void close() {
        listeners.close();
        connections.close();
    }
}
