package dev.naust.backup;

import dev.naust.api.service.RunProgress;

/** Nobody watches. */
final class Silent implements RunProgress {
    @Override
    public String id() {
        return "1";
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
