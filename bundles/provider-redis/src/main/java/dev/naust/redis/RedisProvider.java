package dev.naust.redis;

import dev.naust.api.model.Document;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Opens Redis servers and clusters. */
@Component(service = StoreProvider.class)
public final class RedisProvider implements StoreProvider {
    private static final ProviderInfo INFO = new ProviderInfo(
            "Redis",
            "Redis 6.2 and newer, one server or a cluster: records as hashes, and the keys that others wrote.",
            Set.of(Capability.RECORDS, Capability.QUEUE, Capability.PUBSUB, Capability.REMOTE));

    @Override
    public String id() {
        return "redis";
    }

    @Override
    public ProviderInfo info() {
        return INFO;
    }

    @Override
    public String configSchema() {
        try (InputStream in = RedisProvider.class.getResourceAsStream("connection-schema.json")) {
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
        return RedisStore.open(new RedisSettings(config), Clock.systemUTC());
    }

    @Override
    public String endpointForm() {
        return "redis://HOST:PORT/DATABASE";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        return new RedisEndpoint(System::getenv).parse(endpoint);
    }
}
