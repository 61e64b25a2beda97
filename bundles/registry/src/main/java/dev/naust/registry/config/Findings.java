package dev.naust.registry.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a schema says of the places of one document, whether or not the document is valid. */
final class Findings {
    private final Set<String> known = new TreeSet<>();
    private final Set<String> secrets = new TreeSet<>();
    private final Set<String> paths = new TreeSet<>();
    private final Set<String> hosts = new TreeSet<>();
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

    boolean isPath(String pointer) {
        return paths.contains(pointer);
    }

    boolean isHost(String pointer) {
        return hosts.contains(pointer);
    }

    /** The names of fields that the schema knows in the object at this place. */
    Set<String> namesAt(String pointer) {
        return names.getOrDefault(pointer, Set.of());
    }
}
