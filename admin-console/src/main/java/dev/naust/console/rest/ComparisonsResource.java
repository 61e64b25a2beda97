package dev.naust.console.rest;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Comparisons.Kept;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.Run;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Filter;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which records differ between two stores, and only those put right. */
public final class ComparisonsResource {
    private static final JsonValues JSON = new JsonValues();
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Problem TOO_SLOW = Problem.of(
                    503,
                    "compare.timeout",
                    "The source took more than " + LOOK.toSeconds()
                            + " seconds to say what it holds. Try again when it has less to do.")
            .retryAfter(Duration.ofSeconds(30));

    private final Services services;
    private final Deadlines deadlines;
    private final Idempotency idempotency;

    public ComparisonsResource(Services services, Deadlines deadlines, Idempotency idempotency) {
        this.services = services;
        this.deadlines = deadlines;
        this.idempotency = idempotency;
    }

    public void start(Context request) throws Exception {
        idempotency.once(request, () -> {
            ComparisonRequest wanted = read(JsonBody.of(request));
            accepted(request, services.comparisons().start(wanted));
        });
    }

    public void list(Context request) {
        RunsResource.list(services, request, Optional.of(Comparisons.COMPARISON));
    }

    /** The run, with its report once it is over. */
    public void get(Context request) {
        Run run = find(request);
        Optional<Kept<?>> kept = kept(run);
        Document form = RunForm.of(run)
                .with("sha256", kept.<Value>map(each -> Text.of(each.sha256())).orElse(Value.ofNull()))
                .with(
                        "report",
                        kept.<Value>map(each -> JSON.readObject(each.json())).orElse(Value.ofNull()));
        Answers.send(request, form);
    }

    public void repair(Context request) throws Exception {
        idempotency.once(request, () -> {
            JsonBody body = request.bodyAsBytes().length == 0 ? JsonBody.empty() : JsonBody.of(request);
            RepairRequest.Side towards =
                    Objects.requireNonNull(body.choice("towards", RepairRequest.Side.class, RepairRequest.Side.TARGET));
            boolean deleteExtra = body.truth("deleteExtra", false);
            boolean dryRun = body.truth("dryRun", false);
            body.done();
            Run compared = find(request);
            if (!compared.state().isFinal()) {
                throw new ProblemException(
                        409,
                        "run.unfinished",
                        "Comparison " + compared.id() + " has not finished yet; wait for its report.");
            }
            accepted(
                    request,
                    services.comparisons().repair(compared.id(), new RepairRequest(towards, deleteExtra, dryRun)));
        });
    }

    private static void accepted(Context request, Run run) {
        request.header("Location", "/api/v1/runs/" + run.id());
        Answers.send(request, 202, RunForm.of(run));
    }

    private Run find(Context request) {
        return RunsResource.find(services, request, Optional.empty());
    }

    private Optional<Kept<?>> kept(Run run) {
        if (!run.state().isFinal()) {
            return Optional.empty();
        }
        return run.kind().equals(Comparisons.REPAIR)
                ? services.comparisons().repaired(run.id()).map(each -> each)
                : services.comparisons().report(run.id()).map(each -> each);
    }

    private ComparisonRequest read(JsonBody body) throws Exception {
        Endpoint.StoreId source = endpoint(body, "source");
        Endpoint.StoreId target = endpoint(body, "target");
        List<String> collections = body.texts("collections");
        Map<String, String> renames = renames(body);
        JsonBody options = body.inner("options");
        int listed = options.number("listed", ComparisonRequest.LISTED, 1, ComparisonRequest.MOST_LISTED);
        Optional<Document> filter = body.object("filter");
        if (filter.isPresent() && collections.size() != 1) {
            body.wrong("filter", "needs exactly one collection to be named");
        }
        body.done();
        Optional<Filter> where = filter.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        deadlines.within(LOOK, TOO_SLOW, () -> filter(source.id(), collections.get(0), filter.get())));
        return new ComparisonRequest(source, target, collections, renames, where, listed);
    }

    private Filter filter(String store, String collection, Document filter) {
        try (StoreLease lease = services.stores().lease(store)) {
            Dataset held = lease.store().datasets().stream()
                    .filter(each -> each.id().toString().equals(collection)
                            || each.id().name().equals(collection))
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(
                            404,
                            "collection.not_found",
                            "Store \"" + store + "\" has no collection \"" + collection + "\"."));
            return new FilterReader(lease.store().describe(held.id())).read(JSON.write(filter));
        }
    }

    private static Map<String, String> renames(JsonBody body) {
        Map<String, String> renames = new LinkedHashMap<>();
        Document given = body.object("renames").orElse(Document.empty());
        for (String name : given.layout().names()) {
            if (given.get(name).orElseThrow() instanceof Text text) {
                renames.put(name, text.string());
            } else {
                body.wrong("renames", "must give a text for each name");
            }
        }
        return renames;
    }

    /** Only stores' ids: an address would let its sender reach whatever this machine can reach. */
    private static Endpoint.StoreId endpoint(JsonBody body, String name) {
        String id = body.required(name);
        if (!id.isEmpty() && !id.matches("[a-z][a-z0-9-]{0,62}")) {
            body.wrong(name, "must be the id of a configured store");
        }
        return new Endpoint.StoreId(id);
    }
}
