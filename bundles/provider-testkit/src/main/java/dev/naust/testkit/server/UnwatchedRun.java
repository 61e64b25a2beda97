package dev.naust.testkit.server;

import dev.naust.api.service.RunProgress;

/** The progress of a run that nobody watches, or of which a test watches one thing only: it overrides that. */
public class UnwatchedRun implements RunProgress {
    private final String id;

    public UnwatchedRun() {
        this("test");
    }

    public UnwatchedRun(String id) {
        this.id = id;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public void stage(String name) {
        // Nobody watches.
    }

    @Override
    public void total(long records) {
        // Nobody watches.
    }

    @Override
    public void advance(long records) {
        // Nobody watches.
    }

    @Override
    public void warn(String message) {
        // Nobody watches.
    }

    @Override
    public void error(String message) {
        // Nobody watches.
    }
}
