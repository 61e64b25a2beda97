package dev.naust.mongodb;

import com.mongodb.client.MongoClient;
import dev.naust.api.model.Document;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.Deployment;
import dev.naust.mongodb.connection.DriverThreads;
import dev.naust.mongodb.connection.MongoSettings;
import dev.naust.mongodb.connection.WatchedStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Opens MongoDB databases. */
@Component(service = StoreProvider.class)
public final class MongoProvider implements StoreProvider {
    /** The type that store configurations name. */
    public static final String ID = "mongodb";

    private static final ProviderInfo INFO = new ProviderInfo(
            "MongoDB",
            "MongoDB 4.4 and newer: single servers, replica sets and sharded clusters.",
            Set.of(
                    Capability.RECORDS,
                    Capability.TRANSACTIONS,
                    Capability.QUEUE,
                    Capability.FILES,
                    Capability.CHANGES,
                    Capability.FULL_TEXT_SEARCH,
                    Capability.REMOTE),
            Set.of(Capability.TRANSACTIONS, Capability.CHANGES));

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
        try (InputStream in = MongoProvider.class.getResourceAsStream("connection-schema.json")) {
            if (in == null) {
                throw new IllegalStateException("The bundle lacks its connection-schema.json");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The bundle's connection-schema.json cannot be read", e);
        }
    }

    /** Opens a store; the driver connects in the background, and a server that is away is noticed when it is first needed. */
    @Override
    public Store open(StoreConfig config) {
        MongoSettings settings = new MongoSettings(config);
        MongoClient client = WatchedStreams.client("naust-mongodb-" + config.storeId(), settings.client());
        Access access = new Access(client, settings.database(), settings.errors());
        return new MongoStore(access, new Deployment(access));
    }

    @Override
    public String endpointForm() {
        return "mongodb://USER@HOST:PORT/DATABASE";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        return MongoEndpoint.parse(endpoint);
    }

    /** The driver keeps a thread for all clients that there ever were, which would keep this bundle's class loader alive. */
    @Deactivate
    void deactivate() {
        DriverThreads.end();
    }
}
