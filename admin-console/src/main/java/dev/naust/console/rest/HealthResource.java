package dev.naust.console.rest;

import dev.naust.api.service.Health.Monitor;
import dev.naust.api.service.Health.Report;
import dev.naust.api.service.Health.Status;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.Problem;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How stores are, and what an operator does about it. */
public final class HealthResource {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Problem LATE = Problem.of(
                    503,
                    "store.slow",
                    "The store did not answer within " + LIMIT.toSeconds()
                            + " seconds. Look at its health in a while, and try again.")
            .retryAfter(Duration.ofSeconds(10));

    private final Services services;
    private final Deadlines deadlines;

    public HealthResource(Services services, Deadlines deadlines) {
        this.services = services;
        this.deadlines = deadlines;
    }

    /** All stores at a glance. */
    public void all(Context request) {
        List<Report> reports = services.health().statuses();
        JsonObject counts = new JsonObject();
        for (Status status : Status.values()) {
            counts.put(
                    status.name(),
                    reports.stream().filter(report -> report.status() == status).count());
        }
        Answers.send(
                request,
                new JsonObject()
                        .put("counts", counts.document())
                        .put("items", reports.stream().map(HealthForm::of).toList())
                        .putTexts("unready", services.health().unready())
                        .document());
    }

    /** One store with the history; one that was never looked at is looked at now. */
    public void get(Context request) throws Exception {
        Monitor monitor = monitor(request);
        if (monitor.isRunning() && monitor.status().checkedAt().isEmpty()) {
            within(monitor, monitor::checkNow);
        }
        send(request, monitor);
    }

    /** Checks now. */
    public void check(Context request) throws Exception {
        Monitor monitor = monitor(request);
        within(monitor, monitor::checkNow);
        send(request, monitor);
    }

    /** Opens a store anew, or moves it to one of its endpoints. */
    public void reconnect(Context request) throws Exception {
        Monitor monitor = monitor(request);
        if (request.bodyAsBytes().length == 0) {
            within(monitor, monitor::forceReconnect);
            send(request, monitor);
            return;
        }
        JsonBody body = JsonBody.of(request);
        Optional<String> endpoint = body.text("endpoint");
        boolean failback = body.truth("failback", false);
        boolean force = body.truth("force", false);
        if (failback && endpoint.isPresent()) {
            body.wrong("failback", "goes to the store's own connection, so that no endpoint can be named with it");
        }
        body.done();
        within(
                monitor,
                () -> failback || endpoint.isPresent() ? monitor.move(endpoint, force) : monitor.forceReconnect());
        send(request, monitor);
    }

    /** Begins to watch a store again. */
    public void start(Context request) {
        send(request, services.health().monitor(monitor(request).store()));
    }

    /** Stops watching a store. */
    public void stop(Context request) {
        Monitor monitor = monitor(request);
        services.health().stopMonitoring(monitor.store());
        send(request, monitor);
    }

    /** Watches all stores there are. */
    public void startAll(Context request) {
        services.health().statuses().forEach(report -> services.health().monitor(report.store()));
        all(request);
    }

    /** Stops watching all stores. */
    public void stopAll(Context request) {
        services.health().stopAll();
        all(request);
    }

    private Monitor monitor(Context request) {
        String id = StoresResource.find(services, request).id();
        return services.health().find(id).orElseThrow(() -> StoresResource.notFound(id));
    }

    private void within(Monitor monitor, Deed deed) throws Exception {
        deadlines.within("The health of store \"" + monitor.store() + "\"", LIMIT, LATE, deed::run);
    }

    private interface Deed {
        Report run() throws InterruptedException;
    }

    private static void send(Context request, Monitor monitor) {
        Answers.send(request, HealthForm.of(monitor.status(), monitor.isRunning(), monitor.history()));
    }
}
