package dev.naust.console.rest;

import dev.naust.api.model.Document;
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
                .put("progress", progress(run.progress()))
                .put("startedAt", run.startedAt())
                .putTime("finishedAt", run.finishedAt())
                .putTexts("errors", run.errors())
                .putTexts("warnings", run.warnings())
                .put("parts", run.parts().stream().map(RunForm::part).toList())
                .put("resumable", run.canResume())
                .put("links", links(run))
                .document();
    }

    private static Document progress(Run.Progress progress) {
        return new JsonObject()
                .put("processed", progress.processed())
                .putKnown("total", progress.total())
                .putKnown("percentage", progress.percentage())
                .put("perSecond", progress.perSecond())
                .putKnown("etaSeconds", progress.etaSeconds())
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
                links.put("cancel", migration + "/cancel");
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
