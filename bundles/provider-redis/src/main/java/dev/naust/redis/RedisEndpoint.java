package dev.naust.redis;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.redis.connection.RedisErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads command-line endpoints, {@code redis://user:password@host:port/database}, or {@code rediss://} with TLS. Messages never
 * show an endpoint, which may hold a password.
 */
final class RedisEndpoint {
    private final Function<String, @Nullable String> environment;

    /** @param environment the process's variables, {@code System::getenv} outside of tests */
    RedisEndpoint(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** The connection that an endpoint stands for; empty when it is of another form. */
    Optional<Document> parse(String endpoint) {
        if (endpoint.regionMatches(true, 0, "redis://", 0, 8)) {
            return Optional.of(connection(endpoint.substring(8), false));
        }
        if (endpoint.regionMatches(true, 0, "rediss://", 0, 9)) {
            return Optional.of(connection(endpoint.substring(9), true));
        }
        return Optional.empty();
    }

    private Document connection(String rest, boolean tls) {
        int question = rest.indexOf('?');
        if (question >= 0) {
            throw unclear("It has parameters behind a question mark, and none are known");
        }
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        int at = authority.lastIndexOf('@');
        Map<String, Value> connection = new LinkedHashMap<>();
        putHost(authority.substring(at + 1), connection);
        putUser(at < 0 ? "" : authority.substring(0, at), connection);
        String database = slash < 0 ? "" : rest.substring(slash + 1);
        if (!database.isEmpty()) {
            connection.put("database", Value.int64(number(database, "database", 100_000)));
        }
        if (tls) {
            connection.put("tls", Document.of(Map.of("enabled", Value.Bool.TRUE)));
        }
        return Document.of(connection);
    }

    private void putUser(String userInfo, Map<String, Value> connection) {
        int colon = userInfo.indexOf(':');
        String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
        if (password.isEmpty()) {
            String set = environment.apply("REDIS_PASSWORD");
            password = set == null ? "" : set;
        }
        if (!user.isEmpty()) {
            connection.put("username", Value.text(user));
        }
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
        connection.put("host", Value.text(host.isEmpty() ? "localhost" : decode(host)));
        if (colon >= 0) {
            connection.put("port", Value.int64(number(hostAndPort.substring(colon + 1), "port", 65_535)));
        }
    }

    private static long number(String text, String what, int most) {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) > most) {
            throw unclear("Its " + what + " is no number up to " + most);
        }
        return Long.parseLong(text);
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
                RedisErrorCode.ENDPOINT,
                "The Redis endpoint is not clear. " + reason
                        + ". Its form is redis://user:password@host:port/database, or rediss:// with TLS");
    }
}
