package dev.naust.mongodb.connection;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import com.mongodb.connection.SslSettings;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.UuidRepresentation;

/** A store's configuration, read. It holds the password and is never logged. */
public final class MongoSettings {
    private static final int PORT = 27_017;
    private static final Pattern DURATION = Pattern.compile("([0-9]+)(ms|s|m|h)");

    private final StoreConfig config;
    private final Optional<UriPolicy.Parts> uri;

    /**
     * Reads a configuration.
     *
     * @throws StoreException of category CONFIGURATION when its connection string asks for more than it may
     */
    public MongoSettings(StoreConfig config) {
        this.config = config;
        this.uri = config.text("uri").map(UriPolicy::check);
        if (uri.isPresent() == config.at("hosts").isPresent()) {
            throw new StoreException(
                    MongoErrorCode.BAD_CONFIGURATION,
                    "Give either \"uri\" or \"hosts\", to say where the servers are.");
        }
    }

    public String database() {
        return config.required("database");
    }

    /** Words for failures; they name servers and the database, and no user or password. */
    public MongoErrors errors() {
        List<String> hosts = uri.map(UriPolicy.Parts::hosts)
                .orElseGet(() -> hosts().stream().map(ServerAddress::toString).toList());
        return new MongoErrors(String.join(",", hosts) + "/" + database());
    }

    /**
     * The driver's settings.
     *
     * @throws StoreException when something in the configuration cannot be used
     */
    public MongoClientSettings client() {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applicationName("naust")
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .inetAddressResolver(new GuardedResolver(config.hosts(), PORT));
        defaults(settings);
        try {
            config.text("uri").ifPresent(text -> settings.applyConnectionString(new ConnectionString(text)));
        } catch (IllegalArgumentException e) {
            // The driver's message may quote the string.
            throw UriPolicy.refused("the driver cannot understand it; check its form and its options' values");
        }
        if (uri.isEmpty()) {
            settings.applyToClusterSettings(cluster -> {
                cluster.hosts(hosts());
                config.text("replicaSet").ifPresent(cluster::requiredReplicaSetName);
            });
        }
        given(settings);
        credential().ifPresent(settings::credential);
        tls(settings);
        return settings.build();
    }

    private static void defaults(MongoClientSettings.Builder settings) {
        settings.writeConcern(WriteConcern.MAJORITY)
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(8, TimeUnit.SECONDS))
                .applyToSocketSettings(
                        socket -> socket.connectTimeout(5, TimeUnit.SECONDS).readTimeout(10, TimeUnit.MINUTES))
                .applyToConnectionPoolSettings(pool ->
                        pool.maxSize(50).maxWaitTime(10, TimeUnit.SECONDS).maxConnectionIdleTime(10, TimeUnit.MINUTES));
    }

    private void given(MongoClientSettings.Builder settings) {
        settings.applyToClusterSettings(cluster -> duration("timeouts", "select")
                        .ifPresent(time -> cluster.serverSelectionTimeout(time.toMillis(), TimeUnit.MILLISECONDS)))
                .applyToSocketSettings(socket -> {
                    duration("timeouts", "connect")
                            .ifPresent(time -> socket.connectTimeout(time.toMillis(), TimeUnit.MILLISECONDS));
                    duration("timeouts", "socket")
                            .ifPresent(time -> socket.readTimeout(time.toMillis(), TimeUnit.MILLISECONDS));
                })
                .applyToConnectionPoolSettings(pool -> {
                    config.integer("pool", "max").ifPresent(max -> pool.maxSize((int) max));
                    config.integer("pool", "min").ifPresent(min -> pool.minSize((int) min));
                    duration("pool", "idle")
                            .ifPresent(time -> pool.maxConnectionIdleTime(time.toMillis(), TimeUnit.MILLISECONDS));
                    duration("pool", "acquire")
                            .ifPresent(time -> pool.maxWaitTime(time.toMillis(), TimeUnit.MILLISECONDS));
                });
        config.text("readPreference").map(ReadPreference::valueOf).ifPresent(settings::readPreference);
    }

    private List<ServerAddress> hosts() {
        List<ServerAddress> hosts = new ArrayList<>();
        if (config.at("hosts").orElse(Value.ofNull()) instanceof Value.Array listed) {
            for (Value each : listed.items()) {
                if (each instanceof Document host && host.get("host").orElse(Value.ofNull()) instanceof Text name) {
                    Value port = host.get("port").orElse(Value.int64(PORT));
                    hosts.add(new ServerAddress(
                            name.string(), port instanceof Value.Int64 number ? (int) number.number() : PORT));
                }
            }
        }
        return hosts;
    }

    private Optional<MongoCredential> credential() {
        Optional<String> user = config.text("username");
        String mechanism = config.text("authMechanism").orElse("");
        if (mechanism.equals("MONGODB-X509")) {
            return Optional.of(user.map(MongoCredential::createMongoX509Credential)
                    .orElseGet(MongoCredential::createMongoX509Credential));
        }
        if (user.isEmpty()) {
            return Optional.empty();
        }
        char[] password = config.text("password").orElse("").toCharArray();
        String source = config.text("authSource").orElse("admin");
        return Optional.of(
                switch (mechanism) {
                    case "SCRAM-SHA-1" -> MongoCredential.createScramSha1Credential(user.get(), source, password);
                    case "SCRAM-SHA-256" -> MongoCredential.createScramSha256Credential(user.get(), source, password);
                    default -> MongoCredential.createCredential(user.get(), source, password);
                });
    }

    private void tls(MongoClientSettings.Builder settings) {
        if (config.at("tls").isEmpty()) {
            return;
        }
        String mode = config.text("tls", "mode").orElse("verify-full");
        boolean byUri = uri.map(parts ->
                        parts.options().getOrDefault("tls", parts.options().getOrDefault("ssl", "")))
                .filter("true"::equals)
                .isPresent();
        if (mode.equals("disable")) {
            if (byUri) {
                throw new StoreException(
                        MongoErrorCode.BAD_CONFIGURATION,
                        "\"uri\" asks for TLS and \"tls.mode\" forbids it. Correct one of them.");
            }
            return;
        }
        settings.applyToSslSettings((SslSettings.Builder ssl) -> ssl.enabled(true)
                .invalidHostNameAllowed(mode.equals("verify-ca"))
                .context(TlsMaterial.context(config.text("tls", "ca"), config.text("tls", "cert"))));
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
                default -> Duration.ofHours(amount);
            };
        });
    }
}
