package dev.naust.migration.compare;

import dev.naust.api.model.Document;
import dev.naust.api.service.RepairReport.Action;
import dev.naust.api.service.RepairReport.Change;
import dev.naust.api.service.RepairReport.Leftover;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what a repair wrote and what it left, in bounded memory. For one thread. */
final class Ledger {
    private static final int LISTED = 1_000;

    /** Tries before a record is given up: what refers to another record can only be written after it. */
    private static final int TRIES = 3;

    private final List<Change> changes = new ArrayList<>();
    private final Map<Action, Long> counts = new EnumMap<>(Action.class);
    private final Map<String, Left> left = new LinkedHashMap<>();

    /** A record that was not written, and how often that was tried. */
    private record Left(String collection, Document key, String reason, int tries) {}

    void wrote(String collection, Action action, Document key, String before) {
        counts.merge(action, 1L, Long::sum);
        if (changes.size() < LISTED) {
            changes.add(new Change(collection, action, key, before));
        }
    }

    /** The record is left for good. */
    void leave(String collection, Found found, String reason) {
        left.put(id(collection, found.id()), new Left(collection, found.key(), reason, TRIES));
    }

    /** The record could not be written now, and may be later. */
    void failed(String collection, Found found, String reason) {
        String id = id(collection, found.id());
        int tries = left.containsKey(id) ? left.get(id).tries() + 1 : 1;
        left.put(id, new Left(collection, found.key(), reason, tries));
    }

    void forget(String collection, Found found) {
        left.remove(id(collection, found.id()));
    }

    /** Whether the record is to be tried no more. */
    boolean isGivenUp(String collection, Digest key) {
        Left seen = left.get(id(collection, key));
        return seen != null && seen.tries() >= TRIES;
    }

    long count(Action action) {
        return counts.getOrDefault(action, 0L);
    }

    long written() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    long left() {
        return left.size();
    }

    List<Change> changes() {
        return changes;
    }

    List<Leftover> leftovers() {
        return left.values().stream()
                .limit(LISTED)
                .map(each -> new Leftover(each.collection(), each.key(), each.reason()))
                .toList();
    }

    private static String id(String collection, Digest key) {
        return collection + "\u0000" + key.hex();
    }
}
