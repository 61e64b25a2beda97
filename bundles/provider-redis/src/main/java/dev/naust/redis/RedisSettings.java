package dev.naust.redis;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreConfig;
import dev.naust.redis.connection.Access;
import dev.naust.redis.connection.Endpoint;
import dev.naust.redis.connection.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A store's configuration as this provider understands it, with what is left out filled in. */
final class RedisSettings {
    static final int PORT = 6379;

    private static final Pattern DURATION = Pattern.compile("([0-9]+)(ms|s|m|h|d)");

    private final StoreConfig config;

    RedisSettings(StoreConfig config) {
        this.config = config;
    }

    /** What stands between a prefix and the rest of a key. */
    String separator() {
        return config.text("separator").orElse(":");
    }

    /** Which keys that others wrote belong to the store, as a pattern of Redis. */
    String keyPattern() {
        return config.text("keyPattern").orElse("*");
    }

    /** After what time records go that do not say so themselves. */
    Optional<Duration> retention() {
        return duration("dataRetention");
    }

    Access access() {
        return new Access(
                config.storeId(),
                servers(),
                isCluster(),
                (int) config.integer("database").orElse(0),
                config.text("username"),
                config.text("password"),
                tls().map(Tls::encryption),
                (int) config.integer("pool", "max").orElse(16),
                duration("timeouts", "connect").orElse(Duration.ofSeconds(5)),
                duration("timeouts", "command").orElse(Duration.ofSeconds(10)),
                duration("pool", "acquire").orElse(Duration.ofSeconds(10)),
                config.hosts());
    }

    private boolean isCluster() {
        return config.at("cluster").isPresent()
                && config.truth("cluster", "enabled").orElse(true);
    }

    private List<Endpoint> servers() {
        List<Endpoint> servers = new ArrayList<>();
        if (config.at("host").isPresent()
                || !isCluster()
                || config.at("cluster", "nodes").isEmpty()) {
            servers.add(new Endpoint(config.text("host").orElse("localhost"), (int)
                    config.integer("port").orElse(PORT)));
        }
        if (isCluster() && config.at("cluster", "nodes").orElse(Value.ofNull()) instanceof Value.Array nodes) {
            for (Value each : nodes.items()) {
                StoreConfig node = StoreConfig.of(config.storeId(), (Document) each);
                servers.add(new Endpoint(
                        node.required("host"), (int) node.integer("port").orElse(PORT)));
            }
        }
        return servers;
    }

    private Optional<Tls> tls() {
        Optional<Value> tls = config.at("tls");
        if (tls.isEmpty()
                || tls.get() == Value.Bool.FALSE
                || !config.truth("tls", "enabled").orElse(true)) {
            return Optional.empty();
        }
        return Optional.of(new Tls(
                config.text("tls", "ca").map(Path::of),
                config.text("tls", "cert").map(Path::of),
                config.text("tls", "key").map(Path::of),
                config.truth("tls", "rejectUnauthorized").orElse(true)));
    }

    private Optional<Duration> duration(String... path) {
        return config.text(path).map(text -> {
            Matcher parts = DURATION.matcher(text);
            if (!parts.matches()) {
                throw new IllegalStateException("The schema let the duration " + String.join(".", path) + " pass");
            }
            long amount = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        });
    }
}
