package dev.naust.mongodb.connection;

import dev.naust.api.store.StoreException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Refuses connection strings that would make the driver do more than connect to the hosts that they name: look hosts up
 * elsewhere, go through a proxy, fetch credentials from a cloud's metadata service, run commands, or trust any certificate.
 * Messages never quote the string, which may hold a password.
 */
public final class UriPolicy {
    private static final String PLAIN = "mongodb://";
    private static final String SRV = "mongodb+srv://";

    /** What a connection string may set; everything else is refused, also what later drivers may bring. */
    private static final Set<String> OPTIONS = Set.of(
            "replicaset",
            "authsource",
            "authmechanism",
            "tls",
            "ssl",
            "directconnection",
            "readpreference",
            "maxstalenessseconds",
            "w",
            "journal",
            "retryreads",
            "retrywrites",
            "appname",
            "minpoolsize",
            "maxpoolsize",
            "maxidletimems",
            "waitqueuetimeoutms",
            "connecttimeoutms",
            "sockettimeoutms",
            "serverselectiontimeoutms");

    private static final Set<String> MECHANISMS = Set.of("SCRAM-SHA-1", "SCRAM-SHA-256", "MONGODB-X509");

    private UriPolicy() {}

    /**
     * A connection string, taken apart.
     *
     * @param userInfo as it stands, percent-encoded; empty where there is none
     * @param hosts each with its port, where it has one
     * @param options by their names in lower case, decoded
     */
    public record Parts(String userInfo, List<String> hosts, String database, Map<String, String> options) {}

    /**
     * Takes a connection string apart.
     *
     * @throws StoreException of category CONFIGURATION when it asks for more than it may
     */
    public static Parts check(String uri) {
        if (uri.regionMatches(true, 0, SRV, 0, SRV.length())) {
            throw refused("mongodb+srv lets a name server decide which hosts and options are used; list the hosts with"
                    + " mongodb:// instead");
        }
        if (!uri.startsWith(PLAIN)) {
            throw refused("it does not begin with mongodb://");
        }
        String rest = uri.substring(PLAIN.length());
        int question = rest.indexOf('?');
        String query = question < 0 ? "" : rest.substring(question + 1);
        String path = question < 0 ? rest : rest.substring(0, question);
        int slash = path.indexOf('/');
        String authority = slash < 0 ? path : path.substring(0, slash);
        String database = slash < 0 ? "" : decode(path.substring(slash + 1));
        int at = authority.lastIndexOf('@');
        return new Parts(
                at < 0 ? "" : authority.substring(0, at), hosts(authority.substring(at + 1)), database, options(query));
    }

    private static List<String> hosts(String authority) {
        List<String> hosts = new ArrayList<>();
        for (String host : authority.split(",", -1)) {
            String decoded = decode(host);
            if (decoded.isBlank()) {
                throw refused("one of its hosts is empty");
            }
            if (decoded.contains("/")) {
                throw refused("it names a socket in the file system; name a host");
            }
            hosts.add(decoded);
        }
        return hosts;
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("[&;]")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OPTIONS.contains(lower)) {
                throw refused("its option \"" + name + "\" is not allowed");
            }
            if (!seen.add(lower)) {
                throw refused("its option \"" + name + "\" is set twice");
            }
            options.put(lower, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        String mechanism = options.getOrDefault("authmechanism", "SCRAM-SHA-256");
        if (!MECHANISMS.contains(mechanism)) {
            throw refused("its authMechanism is none of "
                    + String.join(", ", MECHANISMS.stream().sorted().toList()));
        }
        return options;
    }

    /** Percent-decoding as RFC 3986 has it, in which a plus sign is a plus sign. */
    static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("it has a percent sign without two hexadecimal digits; write %25 for the sign itself");
        }
    }

    /** The failure of a connection string; the reason must not quote it. */
    public static StoreException refused(String reason) {
        return new StoreException(
                MongoErrorCode.BAD_CONFIGURATION, "The connection string \"uri\" is refused: " + reason + ".");
    }
}
