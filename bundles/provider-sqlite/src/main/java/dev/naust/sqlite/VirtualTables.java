package dev.naust.sqlite;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What is known of the modules behind virtual tables. */
final class VirtualTables {
    private static final Pattern MODULE =
            Pattern.compile("(?is)^\\s*CREATE\\s+VIRTUAL\\s+TABLE\\b.*?\\bUSING\\s+[\"'\\[`]?([A-Za-z0-9_]+)");
    private static final Pattern CONTENT =
            Pattern.compile("(?i)\\bcontent\\s*=\\s*(?:'([^']*)'|\"([^\"]*)\"|\\[([^\\]]*)\\]|`([^`]*)`|([^,)\\s]*))");
    private static final Set<String> OWN_ROWS = Set.of("fts3", "fts4", "fts5", "rtree", "rtree_i32", "geopoly");

    private VirtualTables() {}

    /** The module's name in lower case. */
    static String module(String sql) {
        Matcher matcher = MODULE.matcher(sql);
        return matcher.find() ? matcher.group(1).toLowerCase(Locale.ROOT) : "unknown";
    }

    /** What it is, for people. */
    static String kind(String sql) {
        String module = module(sql);
        Matcher content = CONTENT.matcher(sql);
        if (!module.startsWith("fts") || !content.find()) {
            return "virtual table (" + module + ")";
        }
        String other = IntStream.rangeClosed(1, content.groupCount())
                .mapToObj(content::group)
                .filter(name -> name != null && !name.isEmpty())
                .findFirst()
                .orElse("");
        return "full-text index (" + module + ")" + (other.isEmpty() ? " without the texts" : " of \"" + other + "\"");
    }

    /** Whether the rows are nowhere else, so that a copy without them would lose them. */
    static boolean holdsItsRows(String sql) {
        return OWN_ROWS.contains(module(sql)) && !CONTENT.matcher(sql).find();
    }
}
