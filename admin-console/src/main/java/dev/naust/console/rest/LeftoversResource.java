package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a migration left for people to put right: records that did not fit, and conflicts that nobody has decided. */
public final class LeftoversResource {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Problem TOO_SLOW = Problem.of(
                    503,
                    "leftovers.timeout",
                    "The target took more than " + LIMIT.toSeconds()
                            + " seconds. What is done already stays done; ask again for the rest.")
            .retryAfter(Duration.ofSeconds(30));

    private final Services services;
    private final Deadlines deadlines;

    public LeftoversResource(Services services, Deadlines deadlines) {
        this.services = services;
        this.deadlines = deadlines;
    }

    public void rejects(Context request) {
        list(request, Kind.REJECT);
    }

    public void conflicts(Context request) {
        list(request, Kind.CONFLICT);
    }

    public void replay(Context request) throws Exception {
        String run = run(request);
        long number = number(request);
        Document change = change(request);
        Answers.send(request, form(within(() -> services.leftovers().replay(run, number, change))));
    }

    public void replayAll(Context request) throws Exception {
        String run = run(request);
        Document change = change(request);
        Answers.send(request, form(within(() -> services.leftovers().replayAll(run, change))));
    }

    public void decide(Context request) throws Exception {
        String run = run(request);
        long number = number(request);
        Conflict decision = decision(request);
        Answers.send(request, form(within(() -> services.leftovers().decide(run, number, decision))));
    }

    public void decideAll(Context request) throws Exception {
        String run = run(request);
        Conflict decision = decision(request);
        Answers.send(request, form(within(() -> services.leftovers().decideAll(run, decision))));
    }

    private <T> T within(java.util.concurrent.Callable<T> work) throws Exception {
        return deadlines.within("Putting records right", LIMIT, TOO_SLOW, work);
    }

    private void list(Context request, Kind kind) {
        String run = run(request);
        int limit = Answers.limit(request);
        long after = after(Objects.requireNonNullElse(request.queryParam("cursor"), ""));
        List<Leftover> found = services.leftovers().list(run, kind, after, limit + 1);
        List<Leftover> page = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next = found.size() > limit
                ? Optional.of(Long.toString(page.get(page.size() - 1).number()))
                : Optional.empty();
        Answers.send(
                request,
                new JsonObject()
                        .put("items", page.stream().map(LeftoversResource::form).toList())
                        .putText("nextCursor", next)
                        .document());
    }

    private static long after(String cursor) {
        try {
            return cursor.isEmpty() ? 0 : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new ProblemException(400, "cursor.invalid", "The cursor is not one that this server gave.");
        }
    }

    private String run(Context request) {
        return RunsResource.find(services, request, Optional.of(MigrationsResource.KIND))
                .id();
    }

    private static long number(Context request) {
        try {
            return Long.parseLong(request.pathParam("n"));
        } catch (NumberFormatException e) {
            throw new ProblemException(404, "record.not_found", "Records are asked for by their numbers.");
        }
    }

    private static Document change(Context request) {
        if (request.bodyAsBytes().length == 0) {
            return Document.empty();
        }
        JsonBody body = JsonBody.of(request);
        body.any("value");
        body.object("values");
        body.object("fields");
        body.done();
        return JsonBody.object(request);
    }

    private static Conflict decision(Context request) {
        JsonBody body = JsonBody.of(request);
        Optional<Conflict> decision =
                body.requiredChoice("decision", List.of(Conflict.SKIP, Conflict.OVERWRITE, Conflict.MERGE));
        body.done();
        return decision.orElseThrow();
    }

    private static Document form(Leftovers.Tried tried) {
        return new JsonObject()
                .put("done", tried.done())
                .put("left", tried.left())
                .document();
    }

    private static Document form(Leftover each) {
        return new JsonObject()
                .put("number", each.number())
                .put("collection", each.collection())
                .put("key", each.key())
                .put("field", each.field())
                .put("value", each.value())
                .put("reason", each.reason())
                .put("open", each.open())
                .put("record", each.incoming().<Value>map(body -> body).orElse(Value.ofNull()))
                .put("there", each.there().<Value>map(body -> body).orElse(Value.ofNull()))
                .document();
    }
}
