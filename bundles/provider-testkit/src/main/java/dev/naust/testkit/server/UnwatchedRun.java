package dev.naust.testkit.server;

import dev.naust.api.service.RunProgress;

/** The progress of a run that nobody watches: for tests of what a run does to stores. Immutable, safe for several threads. */
public record UnwatchedRun(String id) implements RunProgress {
    public UnwatchedRun() {
        this("test");
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
