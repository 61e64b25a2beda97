package dev.naust.console.page;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.console.form.Shape;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a store's configuration may hold, part by part: the connection as its provider describes it, and what all stores have. */
final class StoreShape {
    private final Services services;
    private final JsonValues json;

    StoreShape(Services services, JsonValues json) {
        this.services = services;
        this.json = json;
    }

    /**
     * The shapes of a definition's parts, by name, in the order in which people fill them in.
     *
     * @param type the provider's id; where there is no such provider, nothing is known of the connection
     */
    Map<String, Shape> parts(String type) {
        Map<String, Shape> parts = new LinkedHashMap<>();
        services.providers()
                .find(type)
                .map(RegisteredProvider::configSchema)
                .map(schema -> Shape.of(json.readObject(schema)))
                .ifPresent(shape -> parts.put("connection", shape));
        return parts;
    }
}
