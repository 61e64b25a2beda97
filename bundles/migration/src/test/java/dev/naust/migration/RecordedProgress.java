package dev.naust.migration;

import dev.naust.api.model.Document;
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

    /** What the record says: nothing of what was told since it was last written. */
    volatile Document parametersOnRecord = Document.empty();

    volatile boolean pausedOnRecord;
    private volatile Document parameters = Document.empty();
    private volatile boolean paused;

    @Override
    public String id() {
        return "test";
    }

    @Override
    public void stage(String name) {
        stages.add(name);
    }

    @Override
    public void paused(boolean now) {
        paused = now;
    }

    @Override
    public void parameters(Document now) {
        parameters = now;
    }

    @Override
    public void record() {
        parametersOnRecord = parameters;
        pausedOnRecord = paused;
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
