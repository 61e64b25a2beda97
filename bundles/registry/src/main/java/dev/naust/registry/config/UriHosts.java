package dev.naust.registry.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The hosts that a URI names between {@code ://} and its path; some drivers' URIs name several with commas between them. */
final class UriHosts {
    private UriHosts() {}

    static List<String> in(String uri) {
        int start = uri.indexOf("://");
        String rest = start < 0 ? uri : uri.substring(start + 3);
        String authority = rest.split("[/?#\\\\]", 2)[0];
        List<String> hosts = new ArrayList<>();
        for (String each : authority.substring(authority.lastIndexOf('@') + 1).split(",", -1)) {
            hosts.add(withoutPort(decoded(each)));
        }
        return hosts;
    }

    private static String withoutPort(String host) {
        int bracket = host.indexOf(']');
        if (host.startsWith("[") && bracket > 0) {
            return host.substring(0, bracket + 1);
        }
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // No host is written like this; as it stands it is refused.
            return text;
        }
    }
}
