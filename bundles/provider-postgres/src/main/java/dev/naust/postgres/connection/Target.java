package dev.naust.postgres.connection;

import java.util.List;
import java.util.Locale;

/** Which of several servers is wanted; the names of libpq's and the driver's option. */
public enum Target {
    ANY("any"),
    PRIMARY("primary"),
    SECONDARY("secondary"),
    PREFERSECONDARY("secondary", "any"),
    PREFERPRIMARY("primary", "any");

    private final List<String> passes;

    Target(String... passes) {
        this.passes = List.of(passes);
    }

    /** The target of an option's text. */
    public static Target of(String option) {
        return valueOf(option.toUpperCase(Locale.ROOT));
    }

    /** What to ask all servers for, one after the other. */
    List<String> passes() {
        return passes;
    }

    /** Whether a server that takes no changes is the wrong one. */
    boolean wantsPrimary() {
        return this == PRIMARY || this == PREFERPRIMARY;
    }
}
