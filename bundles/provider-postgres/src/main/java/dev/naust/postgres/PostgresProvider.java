package dev.naust.postgres;

import dev.naust.api.model.Document;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.api.store.Trial;
import dev.naust.jdbc.Drivers;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Opens PostgreSQL databases. */
@Component(service = StoreProvider.class)
public final class PostgresProvider implements StoreProvider {
    /** The type that store configurations name. */
    public static final String ID = "postgres";

    private static final ProviderInfo INFO = new ProviderInfo(
            "PostgreSQL",
            "PostgreSQL 12 and newer, written and read with binary COPY.",
            Set.of(
                    Capability.RECORDS,
                    Capability.SQL,
                    Capability.TRANSACTIONS,
                    Capability.QUEUE,
                    Capability.PUBSUB,
                    Capability.CHANGES,
                    Capability.FULL_TEXT_SEARCH,
                    Capability.REMOTE));

    @Override
    public String id() {
        return ID;
    }

    @Override
    public ProviderInfo info() {
        return INFO;
    }

    @Override
    public String configSchema() {
        return Resources.text("connection-schema.json");
    }

    @Override
    public Store open(StoreConfig config) {
        return PostgresStore.open(new PostgresSettings(config), Access.WHOLE);
    }

    @Override
    public void diagnose(StoreConfig config, Trial trial) throws InterruptedException {
        new PostgresSettings(config).diagnosis().run(trial);
    }

    @Override
    public String endpointForm() {
        return "postgresql://USER@HOST:PORT/DATABASE";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        return new PostgresEndpoint(System::getenv).parse(endpoint);
    }

    /** The driver registers itself when it is loaded, and would keep this bundle's class loader alive. */
    @Deactivate
    void deactivate() throws SQLException {
        Drivers.deregister(PostgresProvider.class);
    }
}
