package dev.naust.health.check;

import dev.naust.api.service.Health;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers a health check for the server and one for each store, as stores come and go. It has a thread of its own, because
 * other bundles' listeners run on it and may take their time.
 */
@Component(
        immediate = true,
        service = {})
public final class HealthChecks {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final BundleContext bundle;
    private final StoreRegistry registry;
    private final Health health;
    private final Map<StoreName, ServiceRegistration<HealthCheck>> offered = new HashMap<>();
    private final ServiceRegistration<HealthCheck> server;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "naust-health-services");
        named.setDaemon(true);
        return named;
    });

    @Activate
    public HealthChecks(BundleContext bundle, @Reference StoreRegistry registry, @Reference Health health) {
        this.bundle = bundle;
        this.registry = registry;
        this.health = health;
        this.server = offer("Naust", new ServerCheck(health), "naust", "systemready");
        thread.scheduleWithFixedDelay(this::follow, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Which store a check is of. */
    private record StoreName(String id, String type) {}

    private void follow() {
        try {
            Set<StoreName> there = registry.stores().stream()
                    .map(view -> new StoreName(view.id(), view.type()))
                    .collect(Collectors.toSet());
            offered.entrySet().removeIf(each -> !there.contains(each.getKey()) && withdraw(each.getValue()));
            there.forEach(name -> offered.computeIfAbsent(name, this::offer));
        } catch (StoreException | IllegalStateException e) {
            // A timer that a failure ends would offer no further store.
            LOG.debug("The health checks do not follow the stores at the moment", e);
        }
    }

    private ServiceRegistration<HealthCheck> offer(StoreName store) {
        return offer(
                "Store " + store.id(), new StoreCheck(store.id(), health), "naust", "store", store.id(), store.type());
    }

    private ServiceRegistration<HealthCheck> offer(String name, HealthCheck check, String... tags) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(HealthCheck.NAME, name);
        properties.put(HealthCheck.TAGS, tags);
        return bundle.registerService(HealthCheck.class, check, properties);
    }

    private static boolean withdraw(ServiceRegistration<HealthCheck> registration) {
        registration.unregister();
        return true;
    }

    /** Ends the thread; the framework takes back the services of a bundle that stops. */
    @Deactivate
    void stop() throws InterruptedException {
        thread.shutdownNow();
        // A listener that does not come back must not keep the server from stopping.
        if (thread.awaitTermination(2, TimeUnit.SECONDS)) {
            withdraw(server);
            offered.values().forEach(HealthChecks::withdraw);
            offered.clear();
        }
    }
}
