package dev.naust.console.rest;

import dev.naust.api.service.Run;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import dev.naust.json.SealedJson;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Anything long that the server does or has done. */
public final class RunsResource {
    private final Services services;
    private final EventStreams streams;

    public RunsResource(Services services, EventStreams streams) {
        this.services = services;
        this.streams = streams;
    }

    public void list(Context request) {
        list(services, request, Optional.ofNullable(request.queryParam("kind")));
    }

    public void get(Context request) {
        Answers.send(request, RunForm.of(find(services, request, Optional.empty())));
    }

    /** The report as it is kept, byte for byte what its SHA-256 in the audit log is of. */
    public void report(Context request) {
        Run run = find(services, request, Optional.empty());
        SealedJson sealed = services.runs()
                .report(run.id())
                .map(SealedJson::of)
                .orElseThrow(() -> new ProblemException(
                        404,
                        "report.not_found",
                        run.state().isFinal()
                                ? "Run " + run.id() + " ended without a report; its errors say why."
                                : "Run " + run.id() + " has not finished yet; its report comes at the end."));
        request.header("ETag", "\"" + sealed.sha256() + "\"")
                .header("Content-Disposition", "inline; filename=\"" + run.kind() + "-" + run.id() + ".json\"")
                .contentType("application/json")
                .result(sealed.json());
    }

    public void events(Context request) throws Exception {
        streams.follow(request, find(services, request, Optional.empty()).id());
    }

    public void allEvents(Context request) throws Exception {
        streams.followAll(request);
    }

    static void list(Services services, Context request, Optional<String> kind) {
        int limit = Answers.limit(request);
        List<Run> runs = services.runs().list(kind, Answers.cursor(request), limit + 1);
        List<Run> page = runs.subList(0, Math.min(limit, runs.size()));
        Optional<String> next = runs.size() > limit
                ? Optional.of(Answers.encode(page.get(page.size() - 1).id()))
                : Optional.empty();
        Answers.list(request, page.stream().map(RunForm::of).toList(), next);
    }

    static Run find(Services services, Context request, Optional<String> kind) {
        String id = request.pathParam("id");
        return services.runs()
                .find(id)
                .filter(run -> kind.isEmpty() || run.kind().equals(kind.get()))
                .orElseThrow(() -> new ProblemException(
                        404, kind.orElse("run") + ".not_found", "There is no " + kind.orElse("run") + " " + id + "."));
    }
}
