package dev.naust.sqlite;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of the modules behind virtual tables. */
final class VirtualTables {
    private static final Pattern MODULE =
            Pattern.compile("(?is)^\\s*CREATE\\s+VIRTUAL\\s+TABLE\\b.*?\\bUSING\\s+[\"'\\[`]?([A-Za-z0-9_]+)");
    private static final Pattern CONTENT = Pattern.compile("(?i)\\bcontent\\s*=");
    private static final Set<String> OWN_ROWS = Set.of("fts3", "fts4", "fts5", "rtree", "rtree_i32", "geopoly");

    private VirtualTables() {}

    /** The module's name in lower case. */
    static String module(String sql) {
        Matcher matcher = MODULE.matcher(sql);
        return matcher.find() ? matcher.group(1).toLowerCase(Locale.ROOT) : "unknown";
    }

    /** Whether the rows are nowhere else, so that a copy without them would lose them. */
    static boolean holdsItsRows(String sql) {
        return OWN_ROWS.contains(module(sql)) && !CONTENT.matcher(sql).find();
    }
}
