package dev.naust.health.monitor;

import dev.naust.api.service.Health.Sample;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last checks of a store. Safe for use by several threads. */
final class Ring {
    /** How many are kept: two hours at the usual interval. */
    static final int MOST = 240;

    private final Deque<Sample> samples = new ArrayDeque<>(MOST);

    synchronized void add(Sample sample) {
        if (samples.size() == MOST) {
            samples.removeFirst();
        }
        samples.addLast(sample);
    }

    /** Puts what was on record before all that was seen since. */
    synchronized void precede(List<Sample> earlier) {
        for (int i = earlier.size() - 1; i >= 0 && samples.size() < MOST; i--) {
            samples.addFirst(earlier.get(i));
        }
    }

    /** The oldest first. */
    synchronized List<Sample> all() {
        return List.copyOf(samples);
    }
}
