package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records that somebody changed in the source past this server after a cutover. What is carried back shows among the source's
 * changes, too: only what stays different was written past the server. For one thread.
 */
final class Strays {
    private static final int MOST = 10_000;

    private final FollowingParts parts;
    private final Mirror forward;
    private final Map<RecordKey, DatasetId> seen = new LinkedHashMap<>();
    private final Set<RecordKey> suspects = new LinkedHashSet<>();

    /** @param forward follows the source */
    Strays(FollowingParts parts, Mirror forward) {
        this.parts = parts;
        this.forward = forward;
    }

    /**
     * Looks at what changed in the source.
     *
     * @param attempt counts from 1
     */
    void watch(int attempt, Duration patience) throws InterruptedException {
        if (attempt > 1) {
            forward.reopen();
        }
        forward.watch(patience).forEach(each -> {
            if (seen.size() < MOST) {
                seen.put(each.key(), each.dataset());
            }
        });
    }

    /**
     * Warns of those that stay different.
     *
     * @param areCarriedBack whether the target's changes are, so that a difference may be one that is on its way
     */
    void tell(boolean areCarriedBack) throws InterruptedException {
        if (seen.isEmpty()) {
            return;
        }
        List<String> told = new ArrayList<>();
        Set<RecordKey> again = new LinkedHashSet<>();
        for (Lane lane : forward.lanes()) {
            List<RecordKey> keys = seen.entrySet().stream()
                    .filter(each -> each.getValue().equals(lane.from()))
                    .map(Map.Entry::getKey)
                    .toList();
            for (RecordKey each : keys.isEmpty() ? Set.<RecordKey>of() : forward.differing(lane, keys)) {
                if (suspects.contains(each) || !areCarriedBack) {
                    told.add(lane.from() + " " + each);
                } else {
                    again.add(each);
                }
            }
        }
        suspects.clear();
        suspects.addAll(again);
        seen.keySet().retainAll(again);
        for (int i = 0; i < told.size(); i += Carrying.NAMED) {
            parts.progress()
                    .warn("Changed in " + parts.move().source() + " past this server after the cutover, and not in "
                            + parts.move().target() + ": "
                            + String.join("; ", told.subList(i, Math.min(told.size(), i + Carrying.NAMED))));
        }
    }
}
