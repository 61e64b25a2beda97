package dev.naust.registry.lifecycle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the headers of a bundle's manifest: clauses with their attributes and directives, some of them in quotes. */
public final class Headers {
    private Headers() {}

    /**
     * A part of a header: {@code foo;bar;version="[1,2)";resolution:=optional} has two names.
     *
     * @param names its packages, bundles or name spaces
     * @param attributes what stands behind {@code =}; a type such as {@code version:List<Version>} is left out of the key
     * @param directives what stands behind {@code :=}
     */
    public record Clause(List<String> names, Map<String, String> attributes, Map<String, String> directives) {
        public Clause {
            names = List.copyOf(names);
            attributes = Map.copyOf(attributes);
            directives = Map.copyOf(directives);
        }
    }

    /** The clauses of a header. */
    public static List<Clause> clauses(String header) {
        List<Clause> clauses = new ArrayList<>();
        for (String clause : split(header, ',')) {
            if (!clause.isEmpty()) {
                clauses.add(clause(clause));
            }
        }
        return clauses;
    }

    private static Clause clause(String text) {
        List<String> names = new ArrayList<>();
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, String> directives = new LinkedHashMap<>();
        for (String part : split(text, ';')) {
            int equals = assignment(part);
            if (equals < 0) {
                names.add(part);
            } else if (part.charAt(equals - 1) == ':') {
                directives.put(part.substring(0, equals - 1).strip(), value(part, equals));
            } else {
                String key = part.substring(0, equals);
                int type = key.indexOf(':');
                attributes.put((type < 0 ? key : key.substring(0, type)).strip(), value(part, equals));
            }
        }
        return new Clause(names, attributes, directives);
    }

    private static int assignment(String part) {
        int equals = part.indexOf('=');
        return equals > 0 ? equals : -1;
    }

    private static String value(String part, int equals) {
        String value = part.substring(equals + 1).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** The parts between separators that stand outside quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == '"') {
                quoted = !quoted;
            } else if (letter == separator && !quoted) {
                parts.add(text.substring(begin, at).strip());
                begin = at + 1;
            }
        }
        parts.add(text.substring(begin).strip());
        return parts;
    }
}
