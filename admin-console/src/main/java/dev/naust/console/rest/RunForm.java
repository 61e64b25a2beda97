package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Run;
import dev.naust.console.web.JsonObject;

/** A run as JSON. */
public final class RunForm {
    private RunForm() {}

    /** The run; the pages' live parts read the same form. */
    public static Document of(Run run) {
        return new JsonObject()
                .put("id", run.id())
                .put("kind", run.kind())
                .put("title", run.title())
                .put("parameters", run.parameters())
                .put("state", run.state().name())
                .put("stage", run.stage())
                .put("progress", progress(run.progress(), successRate(run)))
                .put("startedAt", run.startedAt())
                .putTime("finishedAt", run.finishedAt())
                .putTexts("errors", run.errors())
                .putTexts("warnings", run.warnings())
                .put("parts", run.parts().stream().map(RunForm::part).toList())
                .put(
                        "errorHistory",
                        run.history().stream().map(RunForm::incident).toList())
                .put("paused", run.paused())
                .put("resumable", run.canResume())
                .put("links", links(run))
                .document();
    }

    /** Of a hundred records that were looked at, how many arrived; null before the first. */
    private static Value successRate(Run run) {
        long processed = run.parts().stream().mapToLong(Run.Part::processed).sum();
        long rejected = run.parts().stream().mapToLong(Run.Part::rejected).sum();
        return processed == 0
                ? Value.ofNull()
                : new Value.Float64(Math.round(100_000.0 * (processed - rejected) / processed) / 1_000.0);
    }

    private static Document progress(Run.Progress progress, Value successRate) {
        return new JsonObject()
                .put("processed", progress.processed())
                .putKnown("total", progress.total())
                .putKnown("percentage", progress.percentage())
                .put("perSecond", progress.perSecond())
                .putKnown("etaSeconds", progress.etaSeconds())
                .put("successRate", successRate)
                .document();
    }

    private static Document part(Run.Part part) {
        return new JsonObject()
                .put("name", part.name())
                .put("stage", part.stage())
                .put("processed", part.processed())
                .putKnown("total", part.total())
                .put("rejected", part.rejected())
                .document();
    }

    private static Document incident(Run.Incident incident) {
        return new JsonObject()
                .put("at", incident.at())
                .put("severity", incident.error() ? "ERROR" : "WARNING")
                .put("stage", incident.where())
                .put("message", incident.message())
                .document();
    }

    private static Document links(Run run) {
        String self = "/api/v1/runs/" + run.id();
        JsonObject links = new JsonObject().put("self", self).put("events", self + "/events");
        if (run.kind().equals(MigrationsResource.KIND)) {
            String migration = "/api/v1/migrations/" + run.id();
            links.put("migration", migration)
                    .put("report", migration + "/report")
                    .put("rejects", migration + "/rejects")
                    .put("conflicts", migration + "/conflicts");
            if (!run.state().isFinal()) {
                links.put("cancel", migration + "/cancel")
                        .put("pause", migration + "/pause")
                        .put("pace", migration + "/pace")
                        .put("resume", migration + "/resume");
            } else if (run.canResume()) {
                links.put("resume", migration + "/resume");
            }
        }
        if (run.kind().equals(Comparisons.COMPARISON) || run.kind().equals(Comparisons.REPAIR)) {
            links.put("report", "/api/v1/compare/" + run.id() + "/report");
        }
        return links.document();
    }
}
