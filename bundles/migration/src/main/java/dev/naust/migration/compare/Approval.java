package dev.naust.migration.compare;

import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Collection;
import dev.naust.api.service.ComparisonReport.Difference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What may be put right: the differences that a report lists, while they are still what it says, and, where it could not list
 * all, the others of that collection.
 */
final class Approval {
    private final Map<String, Map<String, Difference>> listed = new HashMap<>();
    private final Set<String> complete = new HashSet<>();

    Approval(ComparisonReport report) {
        for (Collection each : report.collections()) {
            Map<String, Difference> byId = new HashMap<>();
            each.differences().forEach(difference -> byId.put(difference.id(), difference));
            listed.put(each.source(), byId);
            if (each.differing() <= each.differences().size()) {
                complete.add(each.source());
            }
        }
    }

    /** Why a difference may not be put right; empty when it may. */
    Optional<String> refusal(String collection, Found found) {
        if (!found.isUnique()) {
            return Optional.of(found.note() + ": remove the doubles by hand");
        }
        Difference seen =
                listed.getOrDefault(collection, Map.of()).get(found.id().hex());
        if (seen == null) {
            return complete.contains(collection)
                    ? Optional.of("It differs only since the comparison: compare again to see it")
                    : Optional.empty();
        }
        String source = found.source().map(held -> held.content().hex()).orElse("");
        String target = found.target().map(held -> held.content().hex()).orElse("");
        boolean same = seen.sourceHash().equals(source) && seen.targetHash().equals(target);
        return same ? Optional.empty() : Optional.of("It was changed since the comparison: compare again to see how");
    }
}
