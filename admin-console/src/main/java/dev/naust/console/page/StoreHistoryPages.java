package dev.naust.console.page;

import dev.naust.api.service.ConfigChange;
import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.ConfigTest;
import dev.naust.api.service.ConfigTestFailedException;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.StoreConfiguration;
import dev.naust.api.service.StoreConfigurations.Saving;
import dev.naust.api.service.StoreDefinition;
import dev.naust.console.security.Caller;
import dev.naust.console.templates.Templates;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Shows what a store's configuration was, and brings it back. */
public final class StoreHistoryPages {
    private static final Duration TRYING = Duration.ofSeconds(25);

    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final Deadlines deadlines;
    private final HistoryPage history;
    private final ReviewPage review;

    public StoreHistoryPages(
            Services services, Templates templates, Shells shells, Deadlines deadlines, StoreForms forms) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.deadlines = deadlines;
        this.history = new HistoryPage(services, forms);
        this.review = new ReviewPage(forms);
    }

    /** Lists the revisions, each with what it changed. */
    public void list(Context request) {
        String id = find(request).id();
        int before = number(Optional.ofNullable(request.queryParam("before")).orElse(""), Integer.MAX_VALUE);
        PageWriter.show(request, templates.pageHistory(shells.of(request), history.view(id, before)));
    }

    /** Shows what bringing a revision back would change. Nothing is saved. */
    public void review(Context request) {
        show(request, find(request).revision(), Optional.empty(), "");
    }

    /** Brings a revision back. */
    public void restore(Context request) throws Exception {
        String id = find(request).id();
        String revision = Optional.ofNullable(request.formParam("revision")).orElse("");
        boolean untested = "untested".equals(request.formParam("saving"));
        try {
            Problem late = Problem.of(
                            503, "request.timeout", "The trial did not end in time, and nothing was saved. Try again.")
                    .retryAfter(Duration.ofSeconds(10));
            deadlines.within(
                    "Trying configurations",
                    TRYING,
                    late,
                    () -> services.configurations()
                            .restore(
                                    id,
                                    number(request),
                                    revision,
                                    Caller.nameIn(request),
                                    untested ? Saving.UNTESTED : Saving.TESTED));
            request.redirect("/stores/" + id + "?swapped", HttpStatus.SEE_OTHER);
        } catch (ConfigTestFailedException e) {
            request.status(HttpStatus.UNPROCESSABLE_CONTENT);
            show(
                    request,
                    revision,
                    Optional.of(e.test()),
                    "Nothing was saved: that configuration does not work. The present one stays in use.");
        } catch (InvalidConfigException e) {
            request.status(HttpStatus.UNPROCESSABLE_CONTENT);
            show(
                    request,
                    revision,
                    Optional.empty(),
                    "Nothing was saved: that configuration is not valid any more. " + e.getMessage());
        }
    }

    private void show(Context request, String revision, Optional<ConfigTest> test, String heading) {
        StoreConfiguration now = find(request);
        int number = number(request);
        ConfigRevision wanted = services.configurations().revisions(now.id()).stream()
                .filter(one -> one.number() == number)
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        404, "revision.not_found", "Store \"" + now.id() + "\" has no revision " + number + "."));
        List<ConfigChange> changes = services.configurations().changes(now.id(), now.number(), number);
        String type = wanted.definition().map(StoreDefinition::type).orElse("");
        PageWriter.show(
                request,
                templates.pageReview(
                        shells.of(request),
                        review.ofRestore(now.id(), type, number, revision, changes, test, heading)));
    }

    private StoreConfiguration find(Context request) {
        String id = request.pathParam("store");
        return services.configurations()
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        404, "store.not_found", "There is no store \"" + id + "\" here, or not any more."));
    }

    private static int number(Context request) {
        return number(request.pathParam("number"), 0);
    }

    private static int number(String text, int otherwise) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
    }
}
