package dev.naust.sqlserver;

import dev.naust.api.model.Document;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.api.store.Trial;
import dev.naust.jdbc.Drivers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Opens Azure SQL and SQL Server databases. */
@Component(service = StoreProvider.class)
public final class SqlServerProvider implements StoreProvider {
    /** The type that store configurations name. */
    public static final String ID = "sqlserver";

    private static final ProviderInfo INFO = new ProviderInfo(
            "Azure SQL",
            "Azure SQL Database and SQL Server 2019 or newer, filled with bulk copy.",
            Set.of(Capability.RECORDS, Capability.SQL, Capability.TRANSACTIONS, Capability.QUEUE, Capability.REMOTE));

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
        try (InputStream in = SqlServerProvider.class.getResourceAsStream("connection-schema.json")) {
            if (in == null) {
                throw new IllegalStateException("The bundle lacks its connection-schema.json");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The bundle's connection-schema.json cannot be read", e);
        }
    }

    @Override
    public Store open(StoreConfig config) {
        return SqlServerStore.open(new SqlServerSettings(config));
    }

    @Override
    public void diagnose(StoreConfig config, Trial trial) throws InterruptedException {
        new SqlServerSettings(config).diagnosis().run(trial);
    }

    @Override
    public String endpointForm() {
        return "sqlserver://USER@HOST:PORT/DATABASE";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        return new SqlServerEndpoint(System::getenv).parse(endpoint);
    }

    /** The driver registers itself when it is loaded, and would keep this bundle's class loader alive. */
    @Deactivate
    void deactivate() throws SQLException {
        Drivers.deregister(SqlServerProvider.class);
    }
}
