package dev.naust.migration.schema;

import dev.naust.api.model.Structure.View;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The triggers that stand behind the text of a view of SQLite. */
final class ViewTriggers {
    private static final String BETWEEN = ";\nCREATE TRIGGER ";

    private ViewTriggers() {}

    /** The view's own text, and the statement of each of its triggers. */
    static List<String> parts(View view) {
        List<String> parts = new ArrayList<>();
        String rest = view.definition();
        for (int at = rest.indexOf(BETWEEN); at >= 0; at = rest.indexOf(BETWEEN)) {
            parts.add(rest.substring(0, at));
            rest = rest.substring(at + 2);
        }
        parts.add(rest);
        return parts;
    }

    /** What its triggers are called. */
    static Stream<String> names(View view) {
        return parts(view).stream().skip(1).map(ViewTriggers::name);
    }

    /** What the trigger that a statement makes is called. */
    static String name(String statement) {
        String behind = statement.substring(BETWEEN.length() - 2).strip();
        if (behind.startsWith("[")) {
            return behind.substring(1, behind.indexOf(']'));
        }
        return Words.unquoted(Words.first(behind));
    }
}
