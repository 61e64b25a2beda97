package dev.naust.health.monitor;

import dev.naust.api.service.Health;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * Tells other bundles of the stores' health through EventAdmin, where that is installed: on topics
 * {@code dev/naust/health/onHealthChange} and {@code dev/naust/health/onReconnect}.
 */
@Component(
        immediate = true,
        service = {})
public final class HealthPoster {
    private static final String TOPICS = "dev/naust/health/";

    private final EventAdmin events;
    private final Health.Subscription subscription;

    @Activate
    public HealthPoster(@Reference EventAdmin events, @Reference Health health) {
        this.events = events;
        this.subscription = health.subscribe(this::post);
    }

    @Deactivate
    void stop() {
        subscription.close();
    }

    private void post(Health.Event event) {
        Health.Report report = event.report();
        boolean isChange = event.type().equals("healthChanged");
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("type", event.type());
        properties.put("sequence", event.sequence());
        properties.put("store", report.store());
        properties.put("status", report.status().name());
        properties.put("consecutiveFailures", report.consecutiveFailures());
        properties.put("success", !event.type().equals("reconnectFailed"));
        report.lastError().ifPresent(error -> properties.put("lastError", error));
        report.activeEndpoint().ifPresent(name -> properties.put("activeEndpoint", name));
        events.postEvent(new Event(TOPICS + (isChange ? "onHealthChange" : "onReconnect"), properties));
    }
}
