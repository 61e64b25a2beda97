package dev.naust.registry.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a schema says of the places of one document, whether or not the document is valid. */
public final class Findings {
    private final Set<String> known = new TreeSet<>();
    private final Set<String> secrets = new TreeSet<>();
    private final Set<String> paths = new TreeSet<>();
    private final Set<String> hosts = new TreeSet<>();
    private final Set<String> uris = new TreeSet<>();
    private final Map<String, Set<String>> names = new HashMap<>();

    void know(String pointer) {
        known.add(pointer);
    }

    void secret(String pointer) {
        secrets.add(pointer);
    }

    void path(String pointer) {
        paths.add(pointer);
    }

    void host(String pointer) {
        hosts.add(pointer);
    }

    void uri(String pointer) {
        uris.add(pointer);
    }

    void name(String pointer, String name) {
        names.computeIfAbsent(pointer, key -> new TreeSet<>()).add(name);
    }

    /** Whether the schema describes this place at all. */
    boolean isKnown(String pointer) {
        return known.contains(pointer);
    }

    boolean isSecret(String pointer) {
        return secrets.contains(pointer);
    }

    /** Whether this place or one around it is a secret. */
    boolean isWithinSecret(String pointer) {
        for (int end = pointer.length(); end > 0; end = pointer.lastIndexOf('/', end - 1)) {
            if (secrets.contains(pointer.substring(0, end))) {
                return true;
            }
        }
        return secrets.contains("");
    }

    /** Takes over what another schema says of the same document. */
    void add(Findings other) {
        known.addAll(other.known);
        secrets.addAll(other.secrets);
        paths.addAll(other.paths);
        hosts.addAll(other.hosts);
        other.names.forEach((pointer, more) ->
                names.computeIfAbsent(pointer, key -> new TreeSet<>()).addAll(more));
    }

    boolean isPath(String pointer) {
        return paths.contains(pointer);
    }

    /** The hosts that the text at this place names: itself, or those of a URI. */
    List<String> hostsIn(String pointer, String text) {
        if (hosts.contains(pointer)) {
            return List.of(text);
        }
        return uris.contains(pointer) ? UriHosts.in(text) : List.of();
    }

    /** The names of fields that the schema knows in the object at this place. */
    Set<String> namesAt(String pointer) {
        return names.getOrDefault(pointer, Set.of());
    }
}
