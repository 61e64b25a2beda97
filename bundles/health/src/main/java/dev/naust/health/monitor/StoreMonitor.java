package dev.naust.health.monitor;

import dev.naust.api.service.Health.Monitor;
import dev.naust.api.service.Health.Report;
import dev.naust.api.service.Health.Sample;
import dev.naust.api.service.Health.Status;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreEndpoints.Endpoint;
import dev.naust.api.store.Category;
import dev.naust.api.store.StoreException;
import dev.naust.health.failover.Failover;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one store. A round is a check with its retries and, when all have failed, the attempt to go elsewhere; there is one
 * round at a time. Nothing here waits for a store but {@link #checkNow} and what reconnects. Thread-safe.
 */
final class StoreMonitor implements Monitor {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMonitor.class);

    /** What changes a store's place opens it, which has limits of its own in the registry. */
    private static final Duration MOVING = Duration.ofSeconds(60);

    /** A wrong password that is tried more often may lock the account: at most four times a minute. */
    private static final Duration REFUSED = Duration.ofSeconds(15);

    private static final int MOST_ABANDONED = 8;

    /** Every so many rounds in vain, the store is opened anew: not every driver finds its server again. */
    private static final int REOPENED_AFTER = 5;

    private final String store;
    private final Surroundings around;
    private final BooleanSupplier mayOpen;
    private final Failover failover;
    private final Ring ring = new Ring();
    private final Checker mover;

    private Checker checker;
    private HealthSettings settings = HealthSettings.STANDARD;
    private Condition condition;
    private Optional<String> note = Optional.empty();
    private Optional<Category> lastFailure = Optional.empty();
    private boolean running;
    private boolean ready = true;
    /** In nanoseconds of the machine's own time: the clock may jump, and a store would not be watched until it caught up. */
    private long nextRound = System.nanoTime();

    private int abandoned;
    private int roundsInVain;
    private @Nullable CompletableFuture<Report> round;
    private boolean roundOpens;

    /** @param mayOpen whether the store may be opened just to see how it is */
    StoreMonitor(String store, Surroundings around, BooleanSupplier mayOpen) {
        this.store = store;
        this.around = around;
        this.mayOpen = mayOpen;
        this.failover = new Failover(store, around.registry(), around.endpoints(), around.clock());
        this.checker = newChecker();
        this.mover = newChecker();
        this.condition = Condition.unknown(around.clock().instant());
    }

    private Checker newChecker() {
        return new Checker(store, around.timer(), around.workers(), around.clock());
    }

    @Override
    public String store() {
        return store;
    }

    Failover failover() {
        return failover;
    }

    Ring ring() {
        return ring;
    }

    /** Takes over how the store is to be watched; what was changed is checked at once. */
    synchronized void configure(HealthSettings next) {
        settings = next;
        nextRound = System.nanoTime();
    }

    /** Waits with the first check until what was on record has been read. */
    synchronized void hold(boolean until) {
        ready = !until;
    }

    @Override
    public synchronized void start() {
        if (!running) {
            running = true;
            nextRound = System.nanoTime();
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Begins a round when it is time for one. */
    void tick() {
        synchronized (this) {
            if (!running || !ready || round != null || System.nanoTime() - nextRound < 0) {
                return;
            }
        }
        begin(mayOpen.getAsBoolean());
    }

    @Override
    public Report status() {
        List<Endpoint> endpoints = endpoints();
        synchronized (this) {
            return new Report(
                    store,
                    condition.status(),
                    condition.result(),
                    condition.since(),
                    condition.checkedAt(),
                    condition.latency(),
                    condition.failures(),
                    condition.error(),
                    endpoints,
                    note,
                    abandoned);
        }
    }

    private List<Endpoint> endpoints() {
        try {
            return around.endpoints().endpoints(store);
        } catch (StoreException e) {
            LOG.debug("Store {} has gone", store, e);
            return List.of();
        }
    }

    @Override
    public List<Sample> history() {
        return ring.all();
    }

    @Override
    public Report checkNow() throws InterruptedException {
        return await(begin(true));
    }

    /** The round under way, or another one; where that would leave the store closed and it is to be opened, one after it. */
    private CompletableFuture<Report> begin(boolean opening) {
        CompletableFuture<Report> begun = new CompletableFuture<>();
        HealthSettings now;
        boolean isDown;
        synchronized (this) {
            if (round != null) {
                return roundOpens || !opening ? round : round.thenCompose(ended -> begin(true));
            }
            round = begun;
            roundOpens = opening;
            now = settings;
            isDown = condition.status() == Status.UNHEALTHY;
        }
        // What is known to be down is not asked again and again in each round.
        int times = isDown ? 0 : now.maxRetries();
        Retries.of(store, now, times)
                .executeCompletionStage(around.timer(), () -> attempt(now, opening))
                .whenComplete((passed, failure) -> settle(now, begun, failure));
        return begun;
    }

    private CompletableFuture<Boolean> attempt(HealthSettings now, boolean opening) {
        Checker mine;
        synchronized (this) {
            mine = checker;
        }
        long begin = System.nanoTime();
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        mine.call(now.timeout(), () -> check(now, opening)).whenComplete((passed, failure) -> {
            if (failure == null) {
                if (passed) {
                    passed(now, Duration.ofNanos(System.nanoTime() - begin));
                }
                outcome.complete(passed);
            } else {
                failed(Retries.cause(failure), false);
                outcome.completeExceptionally(Retries.cause(failure));
            }
        });
        return outcome;
    }

    private boolean check(HealthSettings now, boolean opening) {
        boolean checked = around.endpoints().check(store, now.timeout(), opening);
        if (checked && failover.isOffered()) {
            failover.look(now.timeout());
        }
        return checked;
    }

    private void passed(HealthSettings now, Duration took) {
        Status before;
        synchronized (this) {
            before = condition.status();
            condition = condition.passed(around.clock().instant(), took, now.timeout());
            roundsInVain = 0;
            lastFailure = Optional.empty();
        }
        tell(before, Optional.of(took));
        if (before == Status.UNHEALTHY) {
            around.listener().happened("reconnected", this);
        }
    }

    private void failed(Throwable failure, boolean isLast) {
        Status before;
        synchronized (this) {
            before = condition.status();
            Condition next = condition.failed(around.clock().instant(), failure, isLast);
            lastFailure = Optional.of(failure instanceof StoreException known ? known.category() : Category.INTERNAL);
            condition = isLast && condition.failures() > 0 ? withoutCounting(next) : next;
        }
        if (!isLast) {
            tell(before, Optional.empty());
        } else if (before != Status.UNHEALTHY) {
            around.listener().happened("healthChanged", this);
        }
    }

    /** The last attempt of a round was counted when it failed. */
    private Condition withoutCounting(Condition next) {
        return new Condition(
                next.status(),
                next.result(),
                next.since(),
                next.checkedAt(),
                next.latency(),
                condition.failures(),
                next.error());
    }

    private void tell(Status before, Optional<Duration> latency) {
        Status after;
        synchronized (this) {
            after = condition.status();
            ring.add(new Sample(condition.checkedAt().orElse(condition.since()), after, latency));
        }
        around.listener().checked(this);
        if (before != after) {
            around.listener().happened("healthChanged", this);
        }
    }

    private void settle(HealthSettings now, CompletableFuture<Report> begun, @Nullable Throwable failure) {
        if (failure != null) {
            failed(Retries.cause(failure), true);
        }
        if (!failover.isOfferedQuietly() && !isToBeReopened(failure)) {
            finish(now, begun);
            return;
        }
        mover.call(MOVING, () -> {
                    if (failure == null) {
                        homewards(now);
                    } else {
                        away(now);
                    }
                    return true;
                })
                .whenComplete((done, problem) -> {
                    if (problem != null) {
                        LOG.debug("Store {} stays where it is", store, problem);
                    }
                    finish(now, begun);
                });
    }

    private synchronized boolean isToBeReopened(@Nullable Throwable failure) {
        boolean mayHelp = failure != null
                && !checker.isBusy()
                && lastFailure.filter(each -> each != Category.CONFIGURATION).isPresent();
        return mayHelp && ++roundsInVain % REOPENED_AFTER == 0;
    }

    private void homewards(HealthSettings now) {
        String before = active();
        Optional<String> found = failover.homewards(now.timeout(), now.hold(), now.comesHome());
        synchronized (this) {
            note = found;
        }
        if (!before.equals(active())) {
            around.listener().happened("failedOver", this);
        }
    }

    private void away(HealthSettings now) {
        if (!failover.isOffered()) {
            reopen();
            passed(now, Duration.ZERO);
            return;
        }
        Optional<String> stays = failover.away(now.timeout(), now.hold());
        synchronized (this) {
            note = stays;
        }
        if (stays.isEmpty()) {
            around.listener().happened("failedOver", this);
            long begin = System.nanoTime();
            around.endpoints().check(store, now.timeout(), true);
            passed(now, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private void reopen() {
        around.endpoints()
                .move(store, active(), Duration.ZERO, open -> LOG.debug("Store {} opened again", store), false);
    }

    private String active() {
        return endpoints().stream()
                .filter(Endpoint::isActive)
                .map(Endpoint::name)
                .findFirst()
                .orElse("");
    }

    private void finish(HealthSettings now, CompletableFuture<Report> begun) {
        Report report = status();
        synchronized (this) {
            Duration pause =
                    lastFailure.filter(each -> each == Category.CONFIGURATION).isPresent()
                                    && now.interval().compareTo(REFUSED) < 0
                            ? REFUSED
                            : now.interval();
            nextRound = System.nanoTime() + pause.toNanos();
            round = null;
        }
        begun.complete(report);
    }

    @Override
    public Report forceReconnect() throws InterruptedException {
        giveUpWhatHangs();
        return moving(() -> {
            reopen();
            return true;
        });
    }

    @Override
    public Report move(Optional<String> endpoint, boolean force) throws InterruptedException {
        giveUpWhatHangs();
        Duration timeout;
        synchronized (this) {
            timeout = settings.timeout();
        }
        String before = active();
        Report report = moving(() -> {
            failover.to(endpoint, timeout, force);
            return true;
        });
        if (!before.equals(active())) {
            around.listener().happened("failedOver", this);
        }
        return report;
    }

    private Report moving(Callable<Boolean> work) throws InterruptedException {
        try {
            await(mover.call(MOVING, work));
        } catch (RuntimeException e) {
            around.listener().happened("reconnectFailed", this);
            throw e;
        }
        Report report = checkNow();
        around.listener().happened("reconnected", this);
        return report;
    }

    private synchronized void giveUpWhatHangs() {
        if (!checker.isBusy()) {
            return;
        }
        if (abandoned >= MOST_ABANDONED) {
            throw new StoreException(
                    ServiceError.STORE_HANGS,
                    "Store " + store + " has " + abandoned
                            + " checks that never ended. Replace its provider's plugin, or start the server again.");
        }
        if (checker.abandon()) {
            abandoned++;
            checker = newChecker();
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
