package dev.naust.sqlserver.connection;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server has sent its client on to a host that nobody has judged yet. */
final class RouteException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final Pattern MESSAGE = Pattern.compile("naust has not judged the host <([^<> =]{1,253})>");

    RouteException(String host) {
        super("naust has not judged the host <" + host + ">");
    }

    /** The host in a failure of the driver, which keeps of its cause nothing but the message. */
    static Optional<String> host(Throwable failure) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 50; t = t.getCause(), depth++) {
            Matcher matcher = MESSAGE.matcher(String.valueOf(t.getMessage()));
            if (matcher.find()) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }
}
