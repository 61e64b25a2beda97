package dev.naust.console.page;

import java.util.List;
import java.util.Map;

/** The fields of a form as a browser sent them. Of a name that stands for one value the last counts. */
record SentFields(Map<String, List<String>> fields) {

    List<String> all(String name) {
        return fields.getOrDefault(name, List.of()).stream().map(String::strip).toList();
    }

    /** As they were sent: names may begin or end with a blank. */
    List<String> names(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /** The value at a place among those of a name, without blanks around it; empty when there is none. */
    String at(String name, int index) {
        List<String> values = all(name);
        return index < values.size() ? values.get(index) : "";
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The value, without blanks around it; empty when there is none. */
    String text(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? "" : values.get(values.size() - 1);
    }
}
