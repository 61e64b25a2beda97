package dev.naust.jdbc;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Who has a connection at the moment, so that somebody who gets none is told why. Safe for use by several threads. */
public final class Holders {
    private static final int SHOWN = 5;

    private final Map<Object, Holder> holders = new ConcurrentHashMap<>();

    private record Holder(String task, String thread, long since) {}

    /** A connection has been lent to this thread. */
    public void take(Object loan) {
        note(loan, "Beginning", System.nanoTime());
    }

    /** What the loan is used for now. */
    public void note(Object loan, String task) {
        Holder before = holders.get(loan);
        if (before != null) {
            note(loan, task, before.since());
        }
    }

    private void note(Object loan, String task, long since) {
        holders.put(loan, new Holder(task, Thread.currentThread().getName(), since));
    }

    /** The connection has come back. */
    public void giveBack(Object loan) {
        holders.remove(loan);
    }

    /** Whether all connections have come back. */
    public boolean isNobody() {
        return holders.isEmpty();
    }

    /** The longest-held first, in words. */
    public String describe() {
        long now = System.nanoTime();
        String longest = holders.values().stream()
                .sorted((a, b) -> Long.compare(a.since() - b.since(), 0))
                .limit(SHOWN)
                .map(holder -> "\"" + holder.task() + "\" on thread " + holder.thread() + " since "
                        + Duration.ofNanos(now - holder.since()).toSeconds() + " s")
                .collect(Collectors.joining(", "));
        int more = holders.size() - SHOWN;
        return longest.isEmpty() ? "nobody any more" : more > 0 ? longest + " and " + more + " more" : longest;
    }
}
