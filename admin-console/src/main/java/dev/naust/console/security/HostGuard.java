package dev.naust.console.security;

import dev.naust.console.web.ProblemException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Answers only under this server's own names. Another site can make its name point to this machine, and then its pages would
 * count as ours (DNS rebinding); but it cannot change the name that the browser sends.
 */
public final class HostGuard {
    private static final Pattern NUMERIC = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]{2,45}]");
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    private final boolean anyAddress;

    /**
     * @param host what the server listens on; where that is every address of the machine, each of them is a name too
     * @param more other names of the server, such as a reverse proxy's
     */
    public HostGuard(String host, List<String> more) {
        anyAddress = ANY_ADDRESS.contains(host);
        names.add(host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host.toLowerCase(Locale.ROOT));
        more.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * Refuses a request for another name.
     *
     * @param hostHeader the request's {@code Host}; may be empty
     */
    public void check(String hostHeader) {
        String name = hostHeader.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{1,5}$", "");
        if (!names.contains(name) && !(anyAddress && NUMERIC.matcher(name).matches())) {
            throw new ProblemException(
                    421,
                    "host.refused",
                    "This server does not answer to that name. Use the address it was started with, "
                            + "or add the name to NAUST_HOSTS.");
        }
    }
}
