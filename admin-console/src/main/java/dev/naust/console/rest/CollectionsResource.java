package dev.naust.console.rest;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Document;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.store.Store;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.PathName;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.List;

/** What is in a store: its collections and their schemas. */
public final class CollectionsResource {
    private final StoreWork work;

    public CollectionsResource(Services services, Deadlines deadlines) {
        this.work = new StoreWork(services, deadlines);
    }

    public void list(Context request) throws Exception {
        List<Dataset> collections = work.within(request, Store::datasets);
        Answers.page(request, collections, dataset -> dataset.id().toString(), CollectionsResource::form);
    }

    public void schema(Context request) throws Exception {
        Answers.send(
                request,
                work.within(
                        request,
                        store -> SchemaForm.of(store.describe(
                                work.listed(store, request).orElseThrow(() -> StoreWork.none(request))))));
    }

    private static Document form(Dataset dataset) {
        String name = dataset.id().toString();
        return new JsonObject()
                .put("id", name)
                .putTexts("path", dataset.id().path())
                .put("shape", dataset.shape().name())
                .putKnown("estimatedRecords", dataset.estimatedRecords().orElse(-1))
                .put("segment", PathName.encode(name))
                .put("keptByNaust", OwnCollections.isOne(dataset.id()))
                .document();
    }
}
