package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names with a star: {@code user:*} is the collection of the keys that begin so, {@code log_*} are all whose names do. */
final class Patterns {
    private static final Pattern KEYS = Pattern.compile("(.*[^:/|.#])[:/|.#]{1,3}\\*");

    private Patterns() {}

    static boolean isOne(String name) {
        return name.indexOf('*') >= 0;
    }

    /** The collections that a pattern chooses; a collection whose own name is like it comes alone. */
    static List<Dataset> matching(String pattern, List<Dataset> all) {
        List<Dataset> same = all.stream()
                .filter(each -> isNamed(each.id(), pattern) || isNamed(each.id(), prefix(pattern)))
                .toList();
        if (!same.isEmpty()) {
            return same;
        }
        Pattern names = names(pattern);
        return all.stream()
                .filter(each -> names.matcher(each.id().toString()).matches()
                        || names.matcher(each.id().name()).matches())
                .toList();
    }

    /** What keys of a pattern begin with, without what separates it; the name itself where it is no such pattern. */
    static String prefix(String pattern) {
        Matcher keys = KEYS.matcher(pattern);
        return keys.matches() && !isOne(keys.group(1)) ? keys.group(1) : pattern;
    }

    private static boolean isNamed(DatasetId id, String name) {
        return id.toString().equals(name) || id.name().equals(name);
    }

    private static Pattern names(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (String part : pattern.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
