package dev.naust.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Pool;
import dev.naust.sqlserver.connection.Diagnosis;
import dev.naust.sqlserver.connection.ManagedIdentity;
import dev.naust.sqlserver.connection.PemTrustManager;
import dev.naust.sqlserver.connection.PinnedDataSource;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.connection.SqlServerErrors;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A store's configuration, read. It holds the password and is never logged. */
final class SqlServerSettings {
    /** The port of a server that names none. */
    static final int PORT = 1433;

    private static final int LOGIN_SECONDS = 15;

    /**
     * Properties of the driver that change no code path that an attacker could use; everything else is refused: the driver loads
     * classes that its properties name, reads files, and asks other servers for keys and tokens.
     */
    private static final Map<String, BiConsumer<SQLServerDataSource, Value>> PARAMETERS = Map.of(
            "applicationName", (source, value) -> source.setApplicationName(text(value)),
            "applicationIntent", (source, value) -> source.setApplicationIntent(text(value)),
            "loginTimeout", (source, value) -> source.setLoginTimeout(number(value)),
            "socketTimeout", (source, value) -> source.setSocketTimeout(millis(value)),
            "lockTimeout", (source, value) -> source.setLockTimeout(millis(value)),
            "packetSize", (source, value) -> source.setPacketSize(number(value)));

    private static final Pattern DURATION = Pattern.compile("([0-9]+)(ms|s|m|h)");

    private final StoreConfig config;

    SqlServerSettings(StoreConfig config) {
        this.config = config;
    }

    private String host() {
        return config.required("host");
    }

    private int port() {
        return (int) config.integer("port").orElse(PORT);
    }

    private boolean usesManagedIdentity() {
        return config.text("authentication").orElse("sql").equals("managed-identity");
    }

    /** The schema where new collections go. */
    String schema() {
        return config.text("schema").orElse("dbo");
    }

    SqlServerErrors errors() {
        String host = host().contains(":") ? "[" + host() + "]" : host();
        String user = usesManagedIdentity() ? "managed identity" : config.required("username");
        return new SqlServerErrors(host + ":" + port() + "/" + config.required("database"), user);
    }

    Pool.Settings pool() {
        int max = (int) config.integer("pool", "max").orElse(20);
        int min = (int) Math.min(config.integer("pool", "min").orElse(0), max);
        return new Pool.Settings(
                "naust-sqlserver-" + config.storeId(),
                min,
                max,
                duration("idle", Duration.ofMinutes(10)),
                duration("acquire", Duration.ofSeconds(10)));
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
        Optional<ManagedIdentity> identity = usesManagedIdentity()
                ? Optional.of(new ManagedIdentity(System::getenv, Clock.systemUTC(), config.text("clientId")))
                : Optional.empty();
        return new PinnedDataSource(() -> dataSource(identity), config.hosts(), host(), port());
    }

    /** Tries these settings step by step. */
    Diagnosis diagnosis() {
        return new Diagnosis(source(), errors(), port(), sslMode(), schema());
    }

    private String sslMode() {
        return config.text("ssl", "mode").orElse("verify-full");
    }

    /**
     * The driver's own data source for these settings.
     *
     * @throws StoreException when a parameter is not allowed
     */
    SQLServerDataSource dataSource(Optional<ManagedIdentity> identity) {
        SQLServerDataSource source = new SQLServerDataSource();
        source.setServerName(host());
        source.setPortNumber(port());
        source.setDatabaseName(config.required("database"));
        identity.ifPresentOrElse(source::setAccessTokenCallback, () -> {
            source.setUser(config.required("username"));
            source.setPassword(config.text("password").orElse(""));
        });
        source.setApplicationName("naust");
        // Otherwise the driver tells the server this machine's name, which it has to look up first.
        source.setWorkstationID("naust");
        source.setLoginTimeout(LOGIN_SECONDS);
        source.setSendTimeAsDatetime(false);
        source.setTransparentNetworkIPResolution(false);
        // Whoever opens connections here tries again by itself; a second hand in it would multiply the waiting.
        source.setConnectRetryCount(0);
        encrypt(source);
        if (config.at("parameters").orElse(Document.empty()) instanceof Document parameters) {
            parameters.toMap().forEach((name, value) -> set(source, name, value));
        }
        return source;
    }

    private void encrypt(SQLServerDataSource source) {
        String mode = sslMode();
        source.setEncrypt(
                switch (mode) {
                    case "strict" -> "strict";
                    case "disable" -> "false";
                    default -> "true";
                });
        source.setTrustServerCertificate(mode.equals("require"));
        config.text("ssl", "ca")
                .filter(file -> mode.equals("verify-full") || mode.equals("strict"))
                .ifPresent(file -> {
                    source.setTrustManagerClass(PemTrustManager.class.getName());
                    source.setTrustManagerConstructorArg(file);
                });
    }

    private static void set(SQLServerDataSource source, String name, Value value) {
        BiConsumer<SQLServerDataSource, Value> setter = PARAMETERS.get(name);
        if (setter == null) {
            List<String> allowed = PARAMETERS.keySet().stream().sorted().toList();
            throw new StoreException(
                    SqlServerErrorCode.BAD_CONFIGURATION,
                    "\"parameters\" may not set \"" + name + "\". Allowed are " + String.join(", ", allowed) + ".");
        }
        setter.accept(source, value);
    }

    private static String text(Value value) {
        return value instanceof Text text ? text.string() : value.toString();
    }

    private static int number(Value value) {
        return (int) ((Value.Int64) value).number();
    }

    private static int millis(Value seconds) {
        int number = number(seconds);
        return number < 0 ? -1 : Math.multiplyExact(number, 1000);
    }
}
