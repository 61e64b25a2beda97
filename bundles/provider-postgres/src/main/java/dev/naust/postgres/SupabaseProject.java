package dev.naust.postgres;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.connection.PostgresErrorCode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Supabase project's configuration, and the PostgreSQL connection that it stands for. It holds the password. */
final class SupabaseProject {
    /** The schemas that are Supabase's own, or its extensions'. */
    static final Set<String> OWN = Set.of(
            "auth",
            "cron",
            "extensions",
            "graphql",
            "graphql_public",
            "net",
            "pgbouncer",
            "pgsodium",
            "pgsodium_masks",
            "realtime",
            "_realtime",
            "_analytics",
            "_supavisor",
            "storage",
            "supabase_functions",
            "supabase_migrations",
            "vault");

    private static final Pattern URL = Pattern.compile("https://([a-z0-9]{16,32})\\.supabase\\.(?:co|com|in)/?");
    private static final int SESSION_PORT = 5432;
    private static final int TRANSACTION_PORT = 6543;

    private final StoreConfig config;

    SupabaseProject(StoreConfig config) {
        this.config = config;
    }

    private String pooler() {
        return config.text("pooler").orElse("session");
    }

    private boolean isDirect() {
        return pooler().equals("direct");
    }

    private String reference() {
        Optional<String> project = config.text("project");
        if (project.isPresent()) {
            return project.get();
        }
        Matcher url = URL.matcher(config.required("url"));
        if (!url.matches()) {
            throw unclear("\"url\" is not https://<project>.supabase.co");
        }
        return url.group(1);
    }

    private String host(String reference) {
        if (isDirect()) {
            return "db." + reference + ".supabase.co";
        }
        return config.text("poolerHost")
                .or(() -> config.text("region").map(region -> "aws-0-" + region + ".pooler.supabase.com"))
                .orElseThrow(() -> unclear("A pooler needs \"region\" or \"poolerHost\""));
    }

    private static StoreException unclear(String reason) {
        return new StoreException(
                PostgresErrorCode.BAD_CONFIGURATION,
                "The Supabase project is not clear. " + reason + ". The project's page shows it under \"Connect\".");
    }

    /** The same as a connection to PostgreSQL. */
    StoreConfig toPostgres() {
        String reference = reference();
        String user = config.text("username").orElse("postgres");
        boolean transactions = pooler().equals("transaction");
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("host", Value.text(host(reference)));
        connection.put("port", Value.int64(transactions ? TRANSACTION_PORT : SESSION_PORT));
        connection.put("database", Value.text(config.text("database").orElse("postgres")));
        // A pooler serves many projects and knows them by the user.
        connection.put("username", Value.text(isDirect() ? user : user + "." + reference));
        for (String same : new String[] {"password", "schema", "tenantSetting", "pool"}) {
            config.at(same).ifPresent(value -> connection.put(same, value));
        }
        connection.put("ssl", encrypted());
        if (transactions) {
            // A prepared statement stays with a session of the server, and the next transaction has another.
            connection.put("parameters", Document.of(Map.of("prepareThreshold", Value.int64(0))));
        }
        return new StoreConfig(config.storeId(), Document.of(connection), config.features(), config.hosts());
    }

    private Document encrypted() {
        Map<String, Value> ssl = new LinkedHashMap<>();
        if (config.at("ssl").orElse(Value.ofNull()) instanceof Document given) {
            ssl.putAll(given.toMap());
        }
        ssl.putIfAbsent("mode", Value.text("require"));
        return Document.of(ssl);
    }

    /** What the way to the project leaves of its server, and which schemas are not listed. */
    Access access() {
        Set<String> hidden = new HashSet<>(OWN);
        if (config.at("schemas").orElse(Value.ofNull()) instanceof Value.Array wanted) {
            wanted.items().forEach(name -> hidden.remove(((Text) name).string()));
        }
        return new Access(hidden, !pooler().equals("transaction"), isDirect());
    }
}
