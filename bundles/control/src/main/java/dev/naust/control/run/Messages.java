package dev.naust.control.run;

import java.util.ArrayList;
import java.util.List;

/** Messages of a run: the first ones are kept, the others are counted. For one thread at a time. */
final class Messages {
    private static final int MOST = 100;
    private static final int LONGEST = 2_000;

    private final List<String> kept = new ArrayList<>();
    private long more;

    /**
     * Adds a message.
     *
     * @return whether it was kept
     */
    boolean add(String message) {
        if (kept.size() == MOST) {
            more++;
            return false;
        }
        kept.add(brief(message));
        return true;
    }

    /** A message as it is kept, whose end is left out where it is very long. */
    static String brief(String message) {
        return message.length() > LONGEST ? message.substring(0, LONGEST) + " …" : message;
    }

    /** Adds a message unless it is the one that was added last. */
    boolean addUnlessSaid(String message) {
        return !kept.isEmpty() && kept.get(kept.size() - 1).equals(message) ? false : add(message);
    }

    List<String> list() {
        if (more == 0) {
            return List.copyOf(kept);
        }
        List<String> all = new ArrayList<>(kept);
        all.add("… and " + more + " more");
        return all;
    }
}
