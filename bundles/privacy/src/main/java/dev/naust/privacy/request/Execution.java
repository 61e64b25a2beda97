package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.deadline.Deadline;
import dev.naust.privacy.find.Found;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.find.Locator;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Policy;
import dev.naust.privacy.pack.PackageWriter;
import dev.naust.privacy.request.RequestRecords.Held;
import dev.naust.privacy.request.Secret.Step;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The run that does what was approved. What to work on is noted, sealed, before the first change; each collection is noted
 * when it is done. A run that failed or was killed can therefore be started again and goes on where it was: every change does
 * nothing the second time. For one thread.
 */
final class Execution {
    /** How long a package can be fetched. */
    static final Duration PACKAGE_LIFETIME = Duration.ofDays(7);

    /** The states in which there is something to do. */
    static final Set<State> BEGUN = Set.of(State.APPROVED, State.EXECUTED, State.CHECKED);

    private static final String ACTOR = "system";

    private final Tools tools;
    private final String id;
    private final RunProgress progress;
    private final List<String> failures = new ArrayList<>();

    Execution(Tools tools, String id, RunProgress progress) {
        this.tools = tools;
        this.id = id;
        this.progress = progress;
    }

    /** Does the work, or what is left of it. */
    Document run() throws InterruptedException, RunFailedException {
        try (Harbour harbour = tools.harbour()) {
            return work(harbour);
        } catch (StoreException e) {
            throw failed(e.getMessage());
        } catch (IOException e) {
            throw failed("The package could not be written (" + e.getClass().getSimpleName()
                    + "): free room in the data folder, then execute the request again");
        }
    }

    /** The same after an interruption, which the history shows. */
    Document again(String run) throws InterruptedException, RunFailedException {
        Held held = tools.requests().find(id).orElseThrow(() -> gone("it is not there any more"));
        if (held.request().state() == State.ANSWERED) {
            return report(held.request());
        }
        if (!BEGUN.contains(held.request().state())) {
            throw gone("it is " + held.request().state());
        }
        note("run " + run + " was interrupted and goes on where it was left");
        return run();
    }

    private StoreException gone(String why) {
        return new StoreException(
                ServiceError.PRIVACY_REQUEST_STATE, "Request " + id + " cannot be gone on with: " + why);
    }

    private Document work(Harbour harbour) throws InterruptedException, RunFailedException, IOException {
        PersonalMap map = tools.map().read();
        if (tools.requests().find(id).orElseThrow().request().state() != State.CHECKED) {
            execute(map, harbour);
            progress.stage("Searching again");
            check(tools.requests().find(id).orElseThrow(), map, harbour);
            if (!failures.isEmpty()) {
                throw failed(String.join(" ", failures));
            }
            done(State.CHECKED, "searched again: nothing is left that should not be");
        }
        return answer(map);
    }

    private void execute(PersonalMap map, Harbour harbour)
            throws InterruptedException, RunFailedException, IOException {
        Held held = planned(map, harbour);
        Type type = held.request().type();
        progress.total(held.secret().orElseThrow().steps().stream()
                .mapToLong(step -> step.keys().size())
                .sum());
        if (type == Type.ACCESS || type == Type.PORTABILITY) {
            pack(held, map, harbour);
        } else {
            change(held, map, harbour);
        }
        if (!failures.isEmpty()) {
            throw failed(String.join(" ", failures));
        }
        done(State.EXECUTED, "everything that was approved is done");
    }

    /**
     * The records to work on, noted before anything is changed; those of an earlier attempt where that left some undone. When
     * all of them are done, the search is made again, for what somebody added meanwhile.
     */
    private Held planned(PersonalMap map, Harbour harbour) throws InterruptedException, RunFailedException {
        Held held = tools.requests().find(id).orElseThrow();
        Secret secret = held.secret().orElseThrow();
        if (!secret.steps().stream().allMatch(Step::done)) {
            return held;
        }
        progress.stage("Finding the person's records");
        Found found = Locator.locate(map, secret.identifiers(), harbour);
        if (!found.errors().isEmpty()) {
            throw failed(String.join(" ", found.errors()));
        }
        List<Step> steps = ErasureOrder.of(found.entries(), harbour).stream()
                .map(entry -> new Step(entry.store(), entry.collection(), found.keys(entry), false))
                .toList();
        return tools.requests()
                .change(id, now -> now.with(now.secret().orElseThrow().found(steps)));
    }

    private static Entry entry(PersonalMap map, Step step) {
        return map.entries().stream()
                .filter(entry ->
                        entry.store().equals(step.store()) && entry.collection().equals(step.collection()))
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        ServiceError.PRIVACY_REQUEST_STATE,
                        "The map does not have " + step.store() + "/" + step.collection()
                                + " any more; put it back and execute the request again"));
    }

    private void change(Held held, PersonalMap map, Harbour harbour) throws InterruptedException {
        PrivacyRequest request = held.request();
        Secret secret = held.secret().orElseThrow();
        if (request.type() == Type.OBJECTION) {
            int withdrawn = tools.withdrawal().withdraw(secret.identifiers(), secret.purpose());
            remark(withdrawn + " consents to this purpose were withdrawn.");
        }
        for (Step step : secret.steps()) {
            if (!step.done()) {
                progress.stage(step.store() + "/" + step.collection());
                change(request.type(), secret, entry(map, step), step, harbour);
            }
        }
        if (request.type() == Type.ERASURE && failures.isEmpty()) {
            scrub(secret, harbour);
        }
    }

    private void change(Type type, Secret secret, Entry entry, Step step, Harbour harbour) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        boolean whole = true;
        try {
            DocumentRepository records = harbour.repository(entry.store(), entry.collection());
            for (RecordKey key : step.keys()) {
                Eraser.Done done = one(type, secret, entry, records, key);
                if (done.result() == Result.FAILED) {
                    whole = false;
                    failures.add(entry.name() + ": " + done.reason() + ".");
                }
                outcomes.add(outcome(entry, key, done));
                progress.advance(1);
            }
        } catch (StoreException e) {
            whole = false;
            progress.error(entry.name() + ": " + e.getMessage());
            failures.add(entry.name() + " could not be finished: " + e.getMessage());
        }
        boolean isDone = whole;
        tools.requests()
                .change(
                        id,
                        now -> now.with(replaced(now.request(), entry, outcomes))
                                .with(
                                        isDone
                                                ? finished(now.secret().orElseThrow(), step)
                                                : now.secret().orElseThrow()));
    }

    private Eraser.Done one(Type type, Secret secret, Entry entry, DocumentRepository records, RecordKey key)
            throws InterruptedException {
        Eraser.Done foreseen = Scoping.foreseen(type, entry, secret);
        if (foreseen.result() == Result.FAILED || foreseen.result() == Result.UNCHANGED) {
            return foreseen;
        }
        return switch (type) {
            case ERASURE -> {
                if (entry.policy() != Policy.KEEP) {
                    tools.ledger().note(entry.store(), entry.collection(), key, entry.policy());
                }
                yield tools.eraser().erase(entry, entry.policy(), records, key);
            }
            case RECTIFICATION -> Rectifier.rectify(records, key, secret.corrections());
            case RESTRICTION, OBJECTION ->
                tools.eraser().restrict(records, key, entry.restrictionField().orElseThrow());
            case ACCESS, PORTABILITY -> foreseen;
        };
    }

    private static PrivacyRequest replaced(PrivacyRequest request, Entry entry, List<Outcome> outcomes) {
        List<Outcome> all = request.outcomes().stream()
                .filter(each -> !each.store().equals(entry.store())
                        || !each.collection().equals(entry.collection()))
                .collect(Collectors.toCollection(ArrayList::new));
        all.addAll(outcomes);
        return new Edit(request).outcomes(all).done();
    }

    private static Secret finished(Secret secret, Step step) {
        return secret.with(secret.steps().stream()
                .map(each ->
                        each.store().equals(step.store()) && each.collection().equals(step.collection())
                                ? each.finished()
                                : each)
                .toList());
    }

    private void scrub(Secret secret, Harbour harbour) throws InterruptedException {
        Set<String> stores =
                new TreeSet<>(secret.steps().stream().map(Step::store).collect(Collectors.toSet()));
        stores.removeAll(secret.scrubbed());
        for (String store : stores) {
            progress.stage("Clearing what is left in the files of " + store);
            try {
                scrub(store, secret, harbour).forEach(this::remark);
                tools.requests()
                        .change(id, now -> now.with(now.secret().orElseThrow().scrubbed(store)));
            } catch (StoreException e) {
                failures.add("The records are erased, but remains in the files of \"" + store
                        + "\" could not be cleared: " + e.getMessage());
            }
        }
    }

    private static List<String> scrub(String store, Secret secret, Harbour harbour) throws InterruptedException {
        var scrubbing = harbour.lease(store).store().scrubbing();
        if (scrubbing.isEmpty()) {
            return List.of("The store \"" + store + "\" clears freed space by itself;"
                    + " its own files may hold remains until it has.");
        }
        return scrubbing
                .get()
                .scrub(secret.steps().stream()
                        .filter(step -> step.store().equals(store))
                        .map(step -> harbour.collection(store, step.collection()))
                        .toList());
    }

    private void pack(Held held, PersonalMap map, Harbour harbour) throws IOException, InterruptedException {
        PrivacyRequest request = held.request();
        Secret secret = held.secret().orElseThrow();
        Instant until = tools.clock().instant().plus(PACKAGE_LIFETIME);
        List<Outcome> outcomes = new ArrayList<>();
        try (PackageWriter writer = new PackageWriter(tools.packages(), id, secret.password())) {
            for (Step step : secret.steps()) {
                Entry entry = entry(map, step);
                progress.stage(entry.name());
                Eraser.Done done = Scoping.foreseen(request.type(), entry, secret);
                if (done.result() == Result.EXPORTED) {
                    writer.add(entry, harbour.repository(entry.store(), entry.collection()), step.keys());
                }
                step.keys().forEach(key -> outcomes.add(outcome(entry, key, done)));
                progress.advance(step.keys().size());
            }
            writer.finish(
                    map,
                    request.subject(),
                    request.type().name(),
                    Deadline.today(until).toString());
        }
        tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                .outcomes(outcomes)
                                .packageUntil(until)
                                .done()));
    }

    private void check(Held held, PersonalMap map, Harbour harbour) throws InterruptedException {
        PrivacyRequest request = held.request();
        Secret secret = held.secret().orElseThrow();
        if (request.type() == Type.ERASURE) {
            new ErasureCheck(map, harbour).check(secret, failures, this::remark);
        } else if (request.type() == Type.RECTIFICATION) {
            boolean any = request.outcomes().stream().anyMatch(each -> each.result() == Result.RECTIFIED);
            if (!any) {
                failures.add("No record has a field of the names that were to be corrected; look at their spelling.");
            }
        }
    }

    private Outcome outcome(Entry entry, RecordKey key, Eraser.Done done) {
        return new Outcome(
                entry.store(),
                entry.collection(),
                tools.pseudonyms().record(entry.store(), entry.collection(), key),
                done.result(),
                done.reason());
    }

    private void done(State state, String note) {
        tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                .to(state, tools.clock().instant(), ACTOR, note)
                                .problem(Optional.empty())
                                .done()));
    }

    private void remark(String sentence) {
        tools.requests().change(id, now -> {
            List<String> all = new ArrayList<>(now.request().remarks());
            if (!all.contains(sentence)) {
                all.add(sentence);
            }
            return now.with(new Edit(now.request()).remarks(all).done());
        });
    }

    private void note(String words) {
        tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                .note(tools.clock().instant(), ACTOR, words)
                                .done()));
    }

    private Document answer(PersonalMap map) {
        Recipients.toTell(map, tools.requests().find(id).orElseThrow().request())
                .ifPresent(this::remark);
        Held over = tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                        .to(
                                                State.ANSWERED,
                                                tools.clock().instant(),
                                                ACTOR,
                                                "what is known of the person was wiped here")
                                        .done())
                                .wiped());
        return report(over.request());
    }

    private static Document report(PrivacyRequest request) {
        Document counts = Document.empty();
        for (Result result : Result.values()) {
            long count = request.outcomes().stream()
                    .filter(outcome -> outcome.result() == result)
                    .count();
            counts = count > 0 ? counts.with(result.name(), Value.int64(count)) : counts;
        }
        return Document.empty()
                .with("request", Value.text(request.id()))
                .with("outcomes", counts)
                .with(
                        "remarks",
                        new Value.Array(request.remarks().stream()
                                .<Value>map(Value::text)
                                .toList()));
    }

    private RunFailedException failed(String why) {
        String sentence = why.length() > 2_000 ? why.substring(0, 2_000) + "…" : why;
        Held held = tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                .problem(Optional.of(sentence))
                                .note(tools.clock().instant(), ACTOR, "failed; it can be executed again")
                                .done()));
        return new RunFailedException(sentence, report(held.request()));
    }
}
