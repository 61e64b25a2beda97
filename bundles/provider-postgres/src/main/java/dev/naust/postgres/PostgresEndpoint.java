package dev.naust.postgres;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.connection.PostgresErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads command-line endpoints, {@code postgresql://user:password@host:port/database?sslmode=require}, with the defaults of
 * PostgreSQL's own tools. Messages never show an endpoint, which may hold a password.
 */
final class PostgresEndpoint {
    private final Function<String, @Nullable String> environment;

    /** @param environment the process's variables, {@code System::getenv} outside of tests */
    PostgresEndpoint(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** The connection that an endpoint stands for; empty when it is of another form. */
    Optional<Document> parse(String endpoint) {
        for (String scheme : new String[] {"postgresql://", "postgres://"}) {
            if (endpoint.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return Optional.of(connection(endpoint.substring(scheme.length())));
            }
        }
        return Optional.empty();
    }

    private Document connection(String rest) {
        int question = rest.indexOf('?');
        String query = question < 0 ? "" : rest.substring(question + 1);
        String path = question < 0 ? rest : rest.substring(0, question);
        int slash = path.indexOf('/');
        String authority = slash < 0 ? path : path.substring(0, slash);
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? "" : authority.substring(0, at);

        Map<String, Value> connection = new LinkedHashMap<>();
        putHost(authority.substring(at + 1), connection);
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String username = first(decode(user), "PGUSER", System.getProperty("user.name", "postgres"));
        connection.put(
                "database",
                Value.text(first(slash < 0 ? "" : decode(path.substring(slash + 1)), "PGDATABASE", username)));
        connection.put("username", Value.text(username));
        String password = first(colon < 0 ? "" : decode(userInfo.substring(colon + 1)), "PGPASSWORD", "");
        if (!password.isEmpty()) {
            connection.put("password", Value.text(password));
        }
        putParameters(query, connection);
        return Document.of(connection);
    }

    private void putHost(String hostAndPort, Map<String, Value> connection) {
        if (hostAndPort.contains(",")) {
            throw unclear("It names several hosts; give one");
        }
        int bracket = hostAndPort.indexOf(']');
        if (hostAndPort.startsWith("[") && bracket < 0) {
            throw unclear("The bracket of its IPv6 address is not closed");
        }
        int colon = hostAndPort.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        String port = first(colon < 0 ? "" : hostAndPort.substring(colon + 1), "PGPORT", "" + PostgresSettings.PORT);
        connection.put("host", Value.text(first(decode(host), "PGHOST", "localhost")));
        connection.put("port", Value.int64(port(port)));
    }

    private static long port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw unclear("Its port is no number from 1 to 65535");
        }
        return Long.parseLong(text);
    }

    private static void putParameters(String query, Map<String, Value> connection) {
        Map<String, Value> ssl = new LinkedHashMap<>();
        Map<String, Value> parameters = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            switch (name) {
                case "sslmode" -> ssl.put("mode", Value.text(value));
                case "sslrootcert" -> ssl.put("ca", Value.text(value));
                case "sslcert" -> ssl.put("cert", Value.text(value));
                case "sslkey" -> ssl.put("key", Value.text(value));
                case "user" -> connection.put("username", Value.text(value));
                case "password" -> connection.put("password", Value.text(value));
                case "schema", "currentSchema" -> connection.put("schema", Value.text(value));
                case "application_name" -> parameters.put(name, Value.text(value));
                case "connect_timeout" -> parameters.put("connectTimeout", Value.int64(seconds(value)));
                default -> throw unclear("Its parameter \"" + name + "\" is not known");
            }
        }
        if (!ssl.isEmpty()) {
            connection.put("ssl", Document.of(ssl));
        }
        if (!parameters.isEmpty()) {
            connection.put("parameters", Document.of(parameters));
        }
    }

    private static long seconds(String text) {
        if (!text.matches("[0-9]{1,3}")) {
            throw unclear("Its connect_timeout is no number of seconds");
        }
        return Long.parseLong(text);
    }

    private String first(String given, String variable, String otherwise) {
        if (!given.isEmpty()) {
            return given;
        }
        String set = environment.apply(variable);
        return set == null || set.isEmpty() ? otherwise : set;
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
                PostgresErrorCode.ENDPOINT,
                "The PostgreSQL endpoint is not clear. " + reason
                        + ". Its form is postgresql://user:password@host:port/database?sslmode=require");
    }
}
