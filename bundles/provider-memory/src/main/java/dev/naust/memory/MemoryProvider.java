package dev.naust.memory;

import dev.naust.api.model.Document;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Opens stores in the server's own memory. */
@Component(service = StoreProvider.class)
public final class MemoryProvider implements StoreProvider {
    private static final long GIBIBYTE = 1L << 30;

    @Override
    public String id() {
        return "memory";
    }

    @Override
    public ProviderInfo info() {
        return new ProviderInfo(
                "Memory",
                "Keeps records in the server's memory until the store is closed or its provider is replaced",
                Set.of(
                        Capability.RECORDS,
                        Capability.TRANSACTIONS,
                        Capability.QUEUE,
                        Capability.PUBSUB,
                        Capability.CHANGES,
                        Capability.FULL_TEXT_SEARCH,
                        Capability.LOCAL));
    }

    @Override
    public String configSchema() {
        return """
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "maxBytes": {
                      "title": "Memory limit in bytes",
                      "description": "About how much the records may take. Without it: a quarter of the server's heap, at most 1 GiB.",
                      "type": "integer",
                      "minimum": 65536
                    }
                  }
                }
                """;
    }

    @Override
    public Store open(StoreConfig config) {
        long share = Math.min(GIBIBYTE, Runtime.getRuntime().maxMemory() / 4);
        long maxBytes = config.integer("maxBytes").orElse(share);
        return new MemoryStore(new Contents(Clock.systemUTC(), maxBytes), false);
    }

    /** {@code memory:} is an empty store, for trying a migration out. */
    @Override
    public String endpointForm() {
        return "memory:";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        return endpoint.equals("memory:") ? Optional.of(Document.empty()) : Optional.empty();
    }
}
