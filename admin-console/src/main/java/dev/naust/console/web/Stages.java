package dev.naust.console.web;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigTest;
import dev.naust.api.store.Stage;
import java.time.Duration;
import java.util.List;

/** How the trial of a configuration is told in JSON. */
public final class Stages {
    private Stages() {}

    /** All stages, in the order of their steps. */
    public static List<Document> of(ConfigTest test) {
        return test.stages().stream().map(Stages::form).toList();
    }

    /** A time in milliseconds, with parts of them. */
    public static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }

    private static Document form(Stage stage) {
        return new JsonObject()
                .put("step", stage.step().name())
                .put("outcome", stage.outcome().name())
                .put("durationMs", millis(stage.took()))
                .put("message", stage.message())
                .document();
    }
}
