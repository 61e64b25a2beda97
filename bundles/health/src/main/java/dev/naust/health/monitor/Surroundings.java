package dev.naust.health.monitor;

import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreRegistry;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** What all monitors share: the stores, the time, threads, and whoever wants to know. */
record Surroundings(
        StoreRegistry registry,
        StoreEndpoints endpoints,
        Clock clock,
        ScheduledExecutorService timer,
        Executor workers,
        Listener listener) {

    /** Hears of a store, on a thread that must not be held up. */
    interface Listener {
        /** A check has ended. */
        void checked(StoreMonitor monitor);

        /** Something happened, of one of the types of {@code Health.Event}. */
        void happened(String type, StoreMonitor monitor);
    }
}
