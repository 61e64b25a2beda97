package dev.naust.mongodb.bson;

import dev.naust.api.model.Layout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Layouts seen lately, so that documents of one form share one. For one thread at a time. */
final class Layouts {
    private static final int KEPT = 128;

    private final Map<List<String>, Layout> seen = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Layout> eldest) {
            return size() > KEPT;
        }
    };

    Layout of(List<String> names) {
        Layout known = seen.get(names);
        if (known == null) {
            known = Layout.of(names);
            seen.put(known.names(), known);
        }
        return known;
    }
}
