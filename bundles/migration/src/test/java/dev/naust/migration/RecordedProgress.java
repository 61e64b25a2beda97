package dev.naust.migration;

import dev.naust.api.service.RunProgress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers what a run told of itself. */
class RecordedProgress implements RunProgress {
    final List<String> stages = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final List<String> errors = new CopyOnWriteArrayList<>();
    final AtomicLong done = new AtomicLong();
    volatile long total = -1;

    @Override
    public String id() {
        return "test";
    }

    @Override
    public void stage(String name) {
        stages.add(name);
    }

    @Override
    public void total(long records) {
        total = records;
    }

    @Override
    public void advance(long records) {
        done.addAndGet(records);
    }

    @Override
    public void warn(String message) {
        warnings.add(message);
    }

    @Override
    public void error(String message) {
        errors.add(message);
    }
}
