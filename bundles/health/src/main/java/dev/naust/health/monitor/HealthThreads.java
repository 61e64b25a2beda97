package dev.naust.health.monitor;

import java.util.concurrent.ThreadFactory;

/** Makes threads that keep nothing from ending. */
final class HealthThreads {
    private HealthThreads() {}

    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
