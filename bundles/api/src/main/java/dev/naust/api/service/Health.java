package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How the stores are: a monitor for each configured store looks now and then, reconnects what broke, and falls over to another
 * endpoint where the store has some. What is asked here is answered from what is known; only {@link Monitor#checkNow()} and what
 * reconnects wait for a store. Safe for use by several threads.
 */
@ProviderType
public interface Health {

    /**
     * The monitor of a store, started when it is not running.
     *
     * @throws StoreException with {@code store.not_found}
     */
    Monitor monitor(String store);

    /** The monitor of a store; empty where there is no such store. It need not be running. */
    Optional<Monitor> find(String store);

    /** How all stores are, sorted by id. */
    List<Report> statuses();

    /** Stops watching a store until its monitor is started again; tells whether it was watched. */
    boolean stopMonitoring(String store);

    /** Stops watching all stores that there are. */
    void stopAll();

    /**
     * Tells of what happens from now on, on a thread of the server's that must not be held up.
     *
     * @return ends the telling
     */
    Subscription subscribe(Consumer<Event> listener);

    /** Why the server itself is not ready to serve, in sentences that name no store; empty when it is. */
    List<String> unready();

    /** How a store is. */
    enum Status {
        /** The last check passed. */
        HEALTHY,
        /** It answers slowly, or it did not answer and is being tried again. */
        DEGRADED,
        /** It does not answer. */
        UNHEALTHY,
        /** It has not been checked. */
        UNKNOWN
    }

    /** The same in the words of Felix Health Checks. */
    enum Result {
        OK,
        WARN,
        /** It does not answer, which may pass. */
        TEMPORARILY_UNAVAILABLE,
        /** It will not answer before somebody changes something. */
        CRITICAL,
        /** The check itself does not work. */
        HEALTH_CHECK_ERROR
    }

    /** Watches one store. */
    @ProviderType
    interface Monitor {
        String store();

        /** Begins to watch; does nothing when it does already. */
        void start();

        /** Stops watching; does nothing when it has. */
        void stop();

        boolean isRunning();

        Report status();

        /** Checks now, and waits for the outcome; opens the store when it is not open. */
        Report checkNow() throws InterruptedException;

        /**
         * Opens the store anew where it is and, when that works, has everybody use the new instance. A check that hangs is
         * given up for good.
         *
         * @throws StoreException when it cannot be opened; the old instance stays
         */
        Report forceReconnect() throws InterruptedException;

        /**
         * Moves the store to one of its endpoints.
         *
         * @param endpoint its name; empty for the store's own connection
         * @param force whether to go there although it is fenced and accepts changes: for who knows that nobody wrote there
         * @throws StoreException with {@code endpoint.refused} when that is another database, takes no changes, or is fenced;
         *     {@code residency.violation} when the data may not be there; or why it cannot be opened
         */
        Report move(Optional<String> endpoint, boolean force) throws InterruptedException;

        /** The last checks, the oldest first; a few hundred at most. */
        List<Sample> history();
    }

    /**
     * How a store is.
     *
     * @param since when the status became what it is
     * @param checkedAt when the last check ended; empty when there was none
     * @param latency how long the last check that passed took
     * @param consecutiveFailures checks in a row that did not pass, retries too
     * @param lastError why the last check that did not pass did not, in plain words; empty when the last one passed
     * @param endpoints where the store can be
     * @param failover why the store is not where it should be, or cannot fall over, and what to do; empty when all is well
     * @param abandonedChecks how many checks were given up because they never ended
     */
    record Report(
            String store,
            Status status,
            Result result,
            Instant since,
            Optional<Instant> checkedAt,
            Optional<Duration> latency,
            int consecutiveFailures,
            Optional<String> lastError,
            List<StoreEndpoints.Endpoint> endpoints,
            Optional<String> failover,
            int abandonedChecks) {
        public Report {
            endpoints = List.copyOf(endpoints);
        }

        /** Where the store is; empty while its configuration is not valid. */
        public Optional<String> activeEndpoint() {
            return endpoints.stream()
                    .filter(StoreEndpoints.Endpoint::isActive)
                    .map(StoreEndpoints.Endpoint::name)
                    .findFirst();
        }
    }

    /**
     * One check of the past.
     *
     * @param latency empty when it did not pass
     */
    record Sample(Instant at, Status status, Optional<Duration> latency) {}

    /**
     * Something happened.
     *
     * @param sequence grows with every event
     * @param type {@code healthChanged}, {@code reconnected}, {@code reconnectFailed} or {@code failedOver}
     * @param report how the store is after it
     */
    record Event(long sequence, String type, Report report) {}

    /** Ends when closed. */
    @ProviderType
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
