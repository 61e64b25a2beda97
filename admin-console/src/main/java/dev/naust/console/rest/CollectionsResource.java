package dev.naust.console.rest;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.PathName;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What is in a store: its collections, their schemas, and their records to look at. */
public final class CollectionsResource {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Problem TOO_SLOW = Problem.of(
                    503,
                    "store.slow",
                    "The store did not answer within " + LIMIT.toSeconds()
                            + " seconds. Ask for less, or try again when it has less to do.")
            .retryAfter(Duration.ofSeconds(10));

    private final Services services;
    private final Deadlines deadlines;
    private final RecordPages pages = new RecordPages();

    public CollectionsResource(Services services, Deadlines deadlines) {
        this.services = services;
        this.deadlines = deadlines;
    }

    public void list(Context request) throws Exception {
        List<Dataset> collections = within(request, Store::datasets);
        Answers.page(request, collections, dataset -> dataset.id().toString(), CollectionsResource::form);
    }

    public void schema(Context request) throws Exception {
        Answers.send(request, within(request, store -> SchemaForm.of(store.describe(find(store, request)))));
    }

    public void records(Context request) throws Exception {
        RecordPages.Question question = question(request);
        RecordPages.Page page = within(request, store -> pages.page(store, find(store, request), question));
        Answers.send(
                request,
                new JsonObject()
                        .put("items", page.items())
                        .putText("nextCursor", page.nextCursor())
                        .put("complete", page.complete())
                        .document());
    }

    public void count(Context request) throws Exception {
        RecordPages.Question question = question(request);
        long count = within(request, store -> pages.count(store, find(store, request), question));
        Answers.send(request, new JsonObject().put("count", count).document());
    }

    private static RecordPages.Question question(Context request) {
        if (request.queryParam("sort") != null) {
            throw new ProblemException(
                    422,
                    "sort.unsupported",
                    "Records cannot be sorted here yet; they come in the order of their keys.");
        }
        return new RecordPages.Question(
                request.path(),
                Objects.requireNonNullElse(request.queryParam("filter"), ""),
                Answers.limit(request),
                Objects.requireNonNullElse(request.queryParam("cursor"), ""));
    }

    private interface Work<T> {
        T with(Store store) throws Exception;
    }

    private <T> T within(Context request, Work<T> work) throws Exception {
        String id = request.pathParam("id");
        return deadlines.within(LIMIT, TOO_SLOW, () -> {
            if (services.stores().find(id).isEmpty()) {
                throw StoresResource.notFound(id);
            }
            try (StoreLease lease = services.stores().lease(id)) {
                return work.with(lease.store());
            }
        });
    }

    /** The collection that the address names, found in the store's own list: no name from outside reaches the store. */
    private static DatasetId find(Store store, Context request) {
        String name = PathName.decode(request.pathParam("collection"));
        return store.datasets().stream()
                .map(Dataset::id)
                .filter(id -> id.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        404,
                        "collection.not_found",
                        "The store \"" + request.pathParam("id") + "\" has no collection \"" + name + "\"."));
    }

    private static Document form(Dataset dataset) {
        String name = dataset.id().toString();
        return new JsonObject()
                .put("id", name)
                .putTexts("path", dataset.id().path())
                .put("shape", dataset.shape().name())
                .putKnown("estimatedRecords", dataset.estimatedRecords().orElse(-1))
                .put("segment", PathName.encode(name))
                .document();
    }
}
