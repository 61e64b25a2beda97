package dev.naust.console.page;

import dev.naust.api.service.Health.Monitor;
import dev.naust.api.service.Health.Report;
import dev.naust.api.store.StoreException;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Problems;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the buttons beside a store's health do; each leads back to the store's page, which shows how it went. */
public final class HealthPages {
    private static final Logger LOG = LoggerFactory.getLogger(HealthPages.class);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Problem LATE = Problem.of(
                    503, "request.timeout", "The store did not answer in time. Look at its page in a while.")
            .retryAfter(Duration.ofSeconds(10));

    private final Services services;
    private final Deadlines deadlines;
    private final StorePages pages;

    public HealthPages(Services services, Deadlines deadlines, StorePages pages) {
        this.services = services;
        this.deadlines = deadlines;
        this.pages = pages;
    }

    public void check(Context request) throws Exception {
        act(request, Monitor::checkNow, "checked");
    }

    public void reconnect(Context request) throws Exception {
        act(request, Monitor::forceReconnect, "reconnected");
    }

    /** Moves the store to the endpoint that the form names, or else to its own connection. */
    public void move(Context request) throws Exception {
        Optional<String> endpoint =
                Optional.ofNullable(request.formParam("endpoint")).filter(name -> !name.isBlank());
        boolean force = request.formParam("force") != null;
        act(request, monitor -> monitor.move(endpoint, force), "moved");
    }

    private interface Deed {
        Report with(Monitor monitor) throws InterruptedException;
    }

    private void act(Context request, Deed deed, String done) throws Exception {
        String id = request.pathParam("store");
        Monitor monitor = services.health()
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        404, "store.not_found", "There is no store \"" + id + "\" here, or not any more."));
        try {
            deadlines.within("The health of store \"" + id + "\"", LIMIT, LATE, () -> deed.with(monitor));
            request.redirect("/stores/" + id + "?" + done + "#health", HttpStatus.SEE_OTHER);
        } catch (StoreException e) {
            LOG.debug("Store {} was not {}", id, done, e);
            request.status(Problems.of(e).map(Problem::status).orElse(HttpStatus.CONFLICT.getCode()));
            pages.refused(request, String.valueOf(e.getMessage()));
        }
    }
}
