package dev.naust.migration;

import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import java.util.concurrent.atomic.AtomicInteger;

/** A run's progress that ends the world at its nth sign of life. */
final class Dying implements RunProgress {
    private final AtomicInteger signs = new AtomicInteger();
    private final int last;

    Dying(int last) {
        this.last = last;
    }

    /** What a power cut is to the code that it hits. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Whether the end has come. */
    boolean isOver() {
        return signs.get() >= last;
    }

    private void sign() {
        if (signs.incrementAndGet() >= last) {
            throw new Killed();
        }
    }

    @Override
    public String id() {
        return "test";
    }

    @Override
    public void stage(String name) {
        sign();
    }

    @Override
    public void total(long records) {
        sign();
    }

    @Override
    public void advance(long records) {
        sign();
    }

    @Override
    public void part(Run.Part part) {
        sign();
    }

    @Override
    public void warn(String message) {
        // Also said on the way out.
    }

    @Override
    public void error(String message) {
        // Also said on the way out.
    }
}
