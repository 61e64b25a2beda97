package dev.naust.health.monitor;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.service.Audit;
import dev.naust.api.service.Health;
import dev.naust.api.service.ProviderRegistry;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreConfigurations;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Capability;
import dev.naust.api.store.StoreException;
import dev.naust.health.metrics.HealthMeter;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a monitor for each configured store, as stores and their configurations come and go. Thread-safe. */
@Component(immediate = true, service = Health.class)
public final class HealthService implements Health, Surroundings.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(HealthService.class);
    private static final long BEAT_MILLIS = 200;
    private static final int BEATS_BETWEEN_LOOKS = 5;

    private final StoreRegistry registry;
    private final StoreConfigurations configurations;
    private final ProviderRegistry providers;
    private final HealthMeter meter;
    private final Feed feed = new Feed();
    private final Recorder recorder;
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, HealthThreads.named("naust-health-timer"));
    private final ExecutorService workers = Executors.newCachedThreadPool(HealthThreads.named("naust-health-check"));
    private final Surroundings around;
    private final Map<String, StoreMonitor> monitors = new ConcurrentSkipListMap<>();
    private final Map<String, String> revisions = new HashMap<>();
    private final Set<String> unwatched = ConcurrentHashMap.newKeySet();
    private int beats;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Audit audit;

    @Activate
    public HealthService(
            @Reference StoreRegistry registry,
            @Reference StoreConfigurations configurations,
            @Reference StoreEndpoints endpoints,
            @Reference ProviderRegistry providers,
            @Reference ServerState state,
            @Reference HealthMeter meter) {
        this(registry, configurations, endpoints, providers, state, meter, Clock.systemUTC());
    }

    HealthService(
            StoreRegistry registry,
            StoreConfigurations configurations,
            StoreEndpoints endpoints,
            ProviderRegistry providers,
            ServerState state,
            HealthMeter meter,
            Clock clock) {
        this.registry = registry;
        this.configurations = configurations;
        this.providers = providers;
        this.meter = meter;
        this.recorder = new Recorder(state, clock);
        timer.setRemoveOnCancelPolicy(true);
        this.around = new Surroundings(registry, endpoints, clock, timer, workers, this);
        timer.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void close() {
        timer.shutdownNow();
        workers.shutdownNow();
        recorder.close();
        feed.close();
    }

    private void beat() {
        try {
            if (beats++ % BEATS_BETWEEN_LOOKS == 0) {
                look();
            }
            monitors.values().forEach(StoreMonitor::tick);
        } catch (RuntimeException e) {
            // A timer that a failure ends would leave every store unwatched.
            LOG.warn("Stores could not be looked after: {}", e.toString(), e);
        }
    }

    /** Follows which stores there are, and how they are to be watched. */
    private synchronized void look() {
        List<StoreView> stores = registry.stores();
        Set<String> ids = stores.stream().map(StoreView::id).collect(Collectors.toSet());
        for (String gone : List.copyOf(monitors.keySet())) {
            if (!ids.contains(gone)) {
                forget(gone);
            }
        }
        stores.forEach(this::follow);
    }

    private void forget(String store) {
        StoreMonitor monitor = monitors.remove(store);
        if (monitor != null) {
            monitor.stop();
        }
        revisions.remove(store);
        unwatched.remove(store);
        recorder.forget(store);
        meter.gone(store);
    }

    private StoreMonitor follow(StoreView store) {
        StoreMonitor monitor = monitors.computeIfAbsent(store.id(), this::begin);
        if (!store.revision().equals(revisions.put(store.id(), store.revision()))) {
            configurations
                    .find(store.id())
                    .flatMap(configuration -> configuration.definition())
                    .map(HealthService::settings)
                    .ifPresent(monitor::configure);
        }
        return monitor;
    }

    private StoreMonitor begin(String store) {
        StoreMonitor monitor = new StoreMonitor(store, around, () -> mayOpen(store));
        recorder.read(monitor);
        if (!unwatched.contains(store)) {
            monitor.start();
        }
        return monitor;
    }

    private static HealthSettings settings(StoreDefinition definition) {
        return HealthSettings.of(definition
                .rest()
                .get("health")
                .filter(Document.class::isInstance)
                .map(Document.class::cast)
                .orElse(Document.empty()));
    }

    /** To open a store of this machine may make its file, which nobody has asked for before it is used. */
    private boolean mayOpen(String store) {
        return registry.find(store)
                .filter(view -> view.state() != StoreView.State.READY || isRemote(view.type()))
                .isPresent();
    }

    private boolean isRemote(String type) {
        return providers
                .find(type)
                .filter(provider -> provider.info().capabilities().contains(Capability.REMOTE))
                .isPresent();
    }

    @Override
    public Monitor monitor(String store) {
        StoreMonitor monitor = known(store)
                .orElseThrow(() -> new StoreException(
                        ServiceError.STORE_NOT_FOUND,
                        "There is no store " + store + ". The list of stores names those there are."));
        unwatched.remove(store);
        monitor.start();
        return monitor;
    }

    @Override
    public Optional<Monitor> find(String store) {
        return known(store).map(Monitor.class::cast);
    }

    /** The monitor of a store, also of one that has just been configured. */
    private Optional<StoreMonitor> known(String store) {
        StoreMonitor monitor = monitors.get(store);
        if (monitor != null) {
            return Optional.of(monitor);
        }
        synchronized (this) {
            return registry.find(store).map(this::follow);
        }
    }

    @Override
    public List<Report> statuses() {
        return registry.stores().stream()
                .map(StoreView::id)
                .flatMap(id -> known(id).stream())
                .map(StoreMonitor::status)
                .toList();
    }

    @Override
    public boolean stopMonitoring(String store) {
        StoreMonitor monitor = monitors.get(store);
        if (monitor == null || !monitor.isRunning()) {
            return false;
        }
        unwatched.add(store);
        monitor.stop();
        return true;
    }

    @Override
    public void stopAll() {
        monitors.keySet().forEach(this::stopMonitoring);
    }

    @Override
    public Subscription subscribe(Consumer<Event> listener) {
        return feed.subscribe(listener);
    }

    @Override
    public List<String> unready() {
        return recorder.problem();
    }

    @Override
    public void checked(StoreMonitor monitor) {
        meter.checked(monitor.status());
        recorder.changed(monitor);
    }

    @Override
    public void happened(String type, StoreMonitor monitor) {
        Report report = monitor.status();
        LOG.info("Store {}: {}, {}", report.store(), type, report.status());
        recorder.changedMuch(monitor);
        meter.checked(report);
        feed.publish(type, report);
        if (type.equals("failedOver")) {
            record(report);
        }
    }

    private void record(Report report) {
        Audit log = audit;
        if (log == null) {
            return;
        }
        workers.execute(() -> {
            try {
                log.append(new Audit.Event(
                        "system",
                        "store.failover",
                        "store/" + report.store(),
                        "ok",
                        Document.of(Map.of(
                                "activeEndpoint",
                                Text.of(report.activeEndpoint().orElse(""))))));
            } catch (StoreException e) {
                // The store has moved already: to keep it from moving would have kept it down.
                LOG.warn("That store {} went elsewhere is not in the audit log: {}", report.store(), e.getMessage());
            }
        });
    }
}
