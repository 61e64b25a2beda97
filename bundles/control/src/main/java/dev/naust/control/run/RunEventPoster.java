package dev.naust.control.run;

import dev.naust.api.service.Run;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.Runs;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** Tells other bundles of runs through EventAdmin, where that is installed, on topics {@code dev/naust/run/<kind>}. */
@Component(
        immediate = true,
        service = {})
public final class RunEventPoster {
    private final EventAdmin events;
    private final Runs.Subscription subscription;

    @Activate
    public RunEventPoster(@Reference EventAdmin events, @Reference Runs runs) {
        this.events = events;
        this.subscription = runs.subscribe(Optional.empty(), this::post);
    }

    @Deactivate
    void stop() {
        subscription.close();
    }

    private void post(RunEvent event) {
        Run run = event.run();
        events.postEvent(new Event(
                "dev/naust/run/" + run.kind().replaceAll("[^A-Za-z0-9_-]", "_"),
                Map.of(
                        "type", event.type(),
                        "sequence", event.sequence(),
                        "run.id", run.id(),
                        "run.kind", run.kind(),
                        "run.state", run.state().name(),
                        "run.stage", run.stage(),
                        "run.percentage", run.progress().percentage())));
    }
}
