package dev.naust.sqlserver.connection;

import com.microsoft.sqlserver.jdbc.SQLServerAccessTokenCallback;
import com.microsoft.sqlserver.jdbc.SqlAuthenticationToken;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the tokens that a machine in Azure gets for its managed identity: from the address that App Service, Functions and
 * Container Apps put into the environment, else from the instance metadata service of virtual machines ("How to use managed
 * identities"). A token is kept until shortly before it ends. No configuration can change where is asked. Safe for use by
 * several threads.
 */
public final class ManagedIdentity implements SQLServerAccessTokenCallback {
    private static final String METADATA_SERVICE = "http://169.254.169.254/metadata/identity/oauth2/token";
    private static final String RESOURCE = "https://database.windows.net/";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BEFORE_ITS_END = Duration.ofMinutes(5);
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final JsonValues JSON = new JsonValues();

    private final Function<String, @Nullable String> environment;
    private final Clock clock;
    private final Optional<String> clientId;
    private final String metadataService;
    private @Nullable SqlAuthenticationToken kept;

    /**
     * @param environment the process's variables
     * @param clientId which identity, where the machine has several
     */
    public ManagedIdentity(Function<String, @Nullable String> environment, Clock clock, Optional<String> clientId) {
        this(environment, clock, clientId, METADATA_SERVICE);
    }

    /** @param metadataService where a virtual machine asks, which no configuration can change */
    ManagedIdentity(
            Function<String, @Nullable String> environment,
            Clock clock,
            Optional<String> clientId,
            String metadataService) {
        this.environment = environment;
        this.clock = clock;
        this.clientId = clientId;
        this.metadataService = metadataService;
    }

    @Override
    public synchronized SqlAuthenticationToken getAccessToken(String spn, String stsurl) {
        SqlAuthenticationToken token = kept;
        Instant soon = clock.instant().plus(BEFORE_ITS_END);
        if (token == null || !token.getExpiresOn().toInstant().isAfter(soon)) {
            token = fetch();
            kept = token;
        }
        return token;
    }

    private SqlAuthenticationToken fetch() {
        try {
            return token(ask());
        } catch (IOException e) {
            throw new IdentityException("the identity service cannot be reached: " + e.getMessage(), e);
        }
    }

    private String ask() throws IOException {
        String endpoint = environment.apply("IDENTITY_ENDPOINT");
        String header = environment.apply("IDENTITY_HEADER");
        boolean hosted = endpoint != null && header != null;
        String url = (hosted ? endpoint : metadataService) + "?api-version=" + (hosted ? "2019-08-01" : "2018-02-01")
                + "&resource=" + URLEncoder.encode(RESOURCE, StandardCharsets.UTF_8)
                + clientId.map(id -> "&client_id=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                        .orElse("");
        // Never by way of a proxy, which would see the token.
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            connection.setInstanceFollowRedirects(false);
            if (hosted) {
                connection.setRequestProperty("X-IDENTITY-HEADER", header);
            } else {
                connection.setRequestProperty("Metadata", "true");
            }
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IdentityException(
                        "the identity service answered with status " + connection.getResponseCode());
            }
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
            }
        } finally {
            connection.disconnect();
        }
    }

    /** The end is a number of seconds since 1970, which both services write as a text. */
    private static SqlAuthenticationToken token(String answer) {
        try {
            Document body = JSON.readObject(answer);
            String token = text(body, "access_token");
            long seconds = Long.parseLong(text(body, "expires_on"));
            return new SqlAuthenticationToken(token, Math.multiplyExact(seconds, 1000L));
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Not as the cause: its message may quote the token.
            throw new IdentityException("the identity service's answer is no token");
        }
    }

    private static String text(Document body, String name) {
        Value value = body.get(name).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
        return value instanceof Text text ? text.string() : value.toString();
    }
}
