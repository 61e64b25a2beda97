package dev.naust.console.page;

import dev.naust.console.form.SealedBox;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;

/** What the pages that change configurations share: one key for the secrets on their way, one reading of forms. */
public final class StoreForms {
    private final JsonValues json = new JsonValues();
    private final SealedBox box = new SealedBox();
    private final StoreShape shape;
    private final StoreDrafts drafts;
    private final StoreFormPage form;

    public StoreForms(Services services) {
        shape = new StoreShape(services, json);
        drafts = new StoreDrafts(shape, json, box);
        form = new StoreFormPage(services, json, shape, box);
    }

    JsonValues json() {
        return json;
    }

    SealedBox box() {
        return box;
    }

    StoreShape shape() {
        return shape;
    }

    StoreDrafts drafts() {
        return drafts;
    }

    StoreFormPage form() {
        return form;
    }
}
