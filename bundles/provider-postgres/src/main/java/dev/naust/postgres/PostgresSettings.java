package dev.naust.postgres;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Pool;
import dev.naust.postgres.connection.Diagnosis;
import dev.naust.postgres.connection.Endpoint;
import dev.naust.postgres.connection.PinnedDataSource;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.PostgresErrors;
import dev.naust.postgres.connection.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** A store's configuration, read. It holds the password and is never logged. */
final class PostgresSettings {
    /** The port of a server that names none. */
    static final int PORT = 5432;

    /** Properties of the driver that change no code path that an attacker could use; everything else is refused. */
    private static final Map<String, PGProperty> PARAMETERS = Map.of(
            "application_name", PGProperty.APPLICATION_NAME,
            "connectTimeout", PGProperty.CONNECT_TIMEOUT,
            "loginTimeout", PGProperty.LOGIN_TIMEOUT,
            "socketTimeout", PGProperty.SOCKET_TIMEOUT,
            "tcpKeepAlive", PGProperty.TCP_KEEP_ALIVE,
            "prepareThreshold", PGProperty.PREPARE_THRESHOLD,
            "gssEncMode", PGProperty.GSS_ENC_MODE);

    private static final String TARGET = "targetServerType";
    private static final Pattern DURATION = Pattern.compile("([0-9]+)(ms|s|m|h)");

    private final StoreConfig config;

    PostgresSettings(StoreConfig config) {
        this.config = config;
    }

    String storeId() {
        return config.storeId();
    }

    /** The servers, in the order in which they are tried. */
    List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        boolean several = config.at("hosts").isPresent();
        if (!several || config.text("host").isPresent()) {
            endpoints.add(endpoint(config));
        }
        if (config.at("hosts").orElse(Value.ofNull()) instanceof Value.Array hosts) {
            hosts.items().forEach(item -> endpoints.add(endpoint(StoreConfig.of(storeId(), (Document) item))));
        }
        return endpoints;
    }

    private static Endpoint endpoint(StoreConfig at) {
        return new Endpoint(
                at.text("host").orElse("localhost"), (int) at.integer("port").orElse(PORT));
    }

    /** The setting that the policies of row security read, where there is one. */
    Optional<String> tenantSetting() {
        return config.text("tenantSetting");
    }

    String user() {
        return config.text("username").orElseGet(() -> System.getProperty("user.name", "postgres"));
    }

    /** The database; libpq's rule: the user's own where none is named. */
    String database() {
        return config.text("database").orElseGet(this::user);
    }

    /** The schema where new collections go. */
    String schema() {
        return config.text("schema").orElse("public");
    }

    PostgresErrors errors() {
        String servers = endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(","));
        return new PostgresErrors(servers + "/" + database(), user());
    }

    Pool.Settings pool() {
        int max = (int) config.integer("pool", "max").orElse(20);
        int min = (int) Math.min(config.integer("pool", "min").orElse(0), max);
        return new Pool.Settings(
                "naust-postgres-" + storeId(),
                min,
                max,
                duration("idle", Duration.ofMinutes(10)),
                duration("acquire", Duration.ofSeconds(10)),
                duration("validation", Duration.ofSeconds(2)),
                duration("leak", Duration.ZERO));
    }

    private Duration duration(String name, Duration otherwise) {
        Optional<String> text = config.text("pool", name);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher parts = DURATION.matcher(text.get());
        if (!parts.matches()) {
            throw new IllegalStateException("The schema let the duration pool." + name + " pass");
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** Makes connections as the server's policy allows. */
    PinnedDataSource source() {
        Target target = Target.of(config.text("parameters", TARGET).orElse("any"));
        return new PinnedDataSource(this::dataSource, config.hosts(), endpoints(), target);
    }

    /** Tries these settings step by step. */
    Diagnosis diagnosis() {
        return new Diagnosis(source(), errors(), sslMode(), schema());
    }

    private String sslMode() {
        return config.text("ssl", "mode").orElse("prefer");
    }

    /**
     * The driver's own data source for one of the servers.
     *
     * @throws StoreException when the driver refuses a parameter
     */
    PGSimpleDataSource dataSource(Endpoint endpoint) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {endpoint.host()});
        source.setPortNumbers(new int[] {endpoint.port()});
        source.setDatabaseName(database());
        source.setUser(user());
        config.text("password").ifPresent(source::setPassword);
        source.setApplicationName("naust");
        source.setConnectTimeout(5);
        source.setLoginTimeout(10);
        source.setTcpKeepAlive(true);
        // Texts take the type of the column that they meet, as literals do: enumerations, UUIDs, dates.
        source.setStringType("unspecified");
        source.setSslMode(sslMode());
        config.text("ssl", "ca").ifPresent(source::setSslRootCert);
        config.text("ssl", "cert").ifPresent(source::setSslCert);
        config.text("ssl", "key").ifPresent(source::setSslKey);
        if (config.at("parameters").orElse(Document.empty()) instanceof Document parameters) {
            parameters.toMap().entrySet().stream()
                    .filter(parameter -> !parameter.getKey().equals(TARGET))
                    .forEach(parameter -> set(source, parameter.getKey(), parameter.getValue()));
        }
        return source;
    }

    private static void set(PGSimpleDataSource source, String name, Value value) {
        PGProperty property = PARAMETERS.get(name);
        if (property == null) {
            throw new StoreException(
                    PostgresErrorCode.BAD_CONFIGURATION,
                    "\"parameters\" may not set \"" + name + "\". Allowed are " + String.join(", ", names()) + ".");
        }
        source.setProperty(property, value instanceof Text text ? text.string() : plain(value));
    }

    private static String plain(Value value) {
        if (value instanceof Value.Int64 number) {
            return Long.toString(number.number());
        }
        return value instanceof Value.Bool truth ? Boolean.toString(truth.isTrue()) : value.toString();
    }

    private static List<String> names() {
        return Stream.concat(Stream.of(TARGET), PARAMETERS.keySet().stream())
                .sorted()
                .toList();
    }
}
