package dev.naust.sqlserver;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads command-line endpoints, {@code sqlserver://user:password@host:port/database?sslmode=strict}; without a user the machine's
 * managed identity signs in. Messages never show an endpoint, which may hold a password.
 */
final class SqlServerEndpoint {
    private static final String SCHEME = "sqlserver://";

    private final Function<String, @Nullable String> environment;

    /** @param environment the process's variables, {@code System::getenv} outside of tests */
    SqlServerEndpoint(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** The connection that an endpoint stands for; empty when it is of another form. */
    Optional<Document> parse(String endpoint) {
        return endpoint.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(connection(endpoint.substring(SCHEME.length())))
                : Optional.empty();
    }

    private Document connection(String rest) {
        if (rest.contains(";")) {
            throw unclear("It has semicolons, as JDBC's addresses have");
        }
        int question = rest.indexOf('?');
        String query = question < 0 ? "" : rest.substring(question + 1);
        String path = question < 0 ? rest : rest.substring(0, question);
        int slash = path.indexOf('/');
        if (slash < 0 || slash == path.length() - 1) {
            throw unclear("It names no database");
        }
        String authority = path.substring(0, slash);
        int at = authority.lastIndexOf('@');

        Map<String, Value> connection = new LinkedHashMap<>();
        putHost(authority.substring(at + 1), connection);
        connection.put("database", Value.text(decode(path.substring(slash + 1))));
        if (at > 0) {
            putUser(authority.substring(0, at), connection);
        } else {
            connection.put("authentication", Value.text("managed-identity"));
        }
        putParameters(query, connection);
        return Document.of(connection);
    }

    private void putUser(String userInfo, Map<String, Value> connection) {
        int colon = userInfo.indexOf(':');
        connection.put("username", Value.text(decode(colon < 0 ? userInfo : userInfo.substring(0, colon))));
        String set = environment.apply("SQLCMDPASSWORD");
        String password = colon < 0 ? (set == null ? "" : set) : decode(userInfo.substring(colon + 1));
        if (!password.isEmpty()) {
            connection.put("password", Value.text(password));
        }
    }

    private static void putHost(String hostAndPort, Map<String, Value> connection) {
        int bracket = hostAndPort.indexOf(']');
        if (hostAndPort.startsWith("[") && bracket < 0) {
            throw unclear("The bracket of its IPv6 address is not closed");
        }
        int colon = hostAndPort.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw unclear("It names no host");
        }
        connection.put("host", Value.text(decode(host)));
        connection.put(
                "port", Value.int64(colon < 0 ? SqlServerSettings.PORT : port(hostAndPort.substring(colon + 1))));
    }

    private static long port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw unclear("Its port is no number from 1 to 65535");
        }
        return Long.parseLong(text);
    }

    private static void putParameters(String query, Map<String, Value> connection) {
        Map<String, Value> ssl = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            switch (name) {
                case "sslmode" -> ssl.put("mode", Value.text(value));
                case "sslrootcert" -> ssl.put("ca", Value.text(value));
                case "schema" -> connection.put("schema", Value.text(value));
                case "clientId" -> connection.put("clientId", Value.text(value));
                case "applicationName" ->
                    connection.put("parameters", Document.of(Map.of("applicationName", Value.text(value))));
                default -> throw unclear("Its parameter \"" + name + "\" is not known");
            }
        }
        if (!ssl.isEmpty()) {
            connection.put("ssl", Document.of(ssl));
        }
    }

    /** Percent-decoding as RFC 3986 has it, in which a plus sign is a plus sign. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unclear("It has a percent sign without two hexadecimal digits; write %25 for the sign itself");
        }
    }

    private static StoreException unclear(String reason) {
        return new StoreException(
                SqlServerErrorCode.ENDPOINT,
                "The SQL Server endpoint is not clear. " + reason
                        + ". Its form is sqlserver://user:password@host:port/database?sslmode=verify-full");
    }
}
