package dev.naust.console.rest;

import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.console.security.Caller;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.List;

/** The history of stores' configurations. */
public final class RevisionsResource {
    private final Services services;

    public RevisionsResource(Services services) {
        this.services = services;
    }

    /** Lists a store's revisions, the newest first. */
    public void list(Context request) {
        String id = request.pathParam("id");
        List<ConfigRevision> all = services.configurations().revisions(id);
        int newest = all.isEmpty() ? 0 : all.get(0).number();
        // Cursors go up the alphabet, and revisions come down.
        Answers.page(
                request,
                all,
                revision -> String.format("%010d", Integer.MAX_VALUE - revision.number()),
                revision -> ConfigForms.line(revision, revision.number() == newest));
    }

    /** Shows one revision, and what changed since another one; since the one before where none is named. */
    public void get(Context request) {
        String id = request.pathParam("id");
        int number = number(request.pathParam("number"));
        List<ConfigRevision> all = services.configurations().revisions(id);
        ConfigRevision revision = all.stream()
                .filter(one -> one.number() == number)
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        ServiceError.REVISION_NOT_FOUND,
                        "Store " + id + " has no revision " + number + ". GET /api/v1/stores/" + id
                                + "/revisions lists those there are."));
        String compared = request.queryParam("compare");
        int other = compared != null
                ? number(compared)
                : all.stream()
                        .mapToInt(ConfigRevision::number)
                        .filter(one -> one < number)
                        .max()
                        .orElse(0);
        Answers.send(
                request,
                ConfigForms.revision(revision, other, services.configurations().changes(id, other, number)));
    }

    /** Saves what a revision held as a new one. */
    public void restore(Context request) {
        StoreView current = StoresResource.find(services, request);
        String expected = StoresResource.requireMatch(request, current, false);
        StoreView store = services.configurations()
                .restore(
                        current.id(),
                        number(request.pathParam("number")),
                        expected,
                        Caller.nameIn(request),
                        StoresResource.saving(request));
        request.header("ETag", StoresResource.tag(store));
        Answers.send(request, StoresResource.form(services, store));
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new ProblemException(422, "revision.invalid", "A revision is named by its number, such as 3.");
        }
        return Integer.parseInt(text);
    }
}
