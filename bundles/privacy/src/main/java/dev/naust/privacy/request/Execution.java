package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.find.Found;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.find.Locator;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Policy;
import dev.naust.privacy.request.RequestRecords.Held;
import dev.naust.privacy.request.Secret.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The run that does what was approved. What to work on is noted, sealed, before the first change; how far it came is noted
 * on the way. A run that failed or was killed can therefore be started again and goes on where it was: every change does
 * nothing the second time. For one thread.
 */
final class Execution {
    /** The states in which there is something to do. */
    static final Set<State> BEGUN = Set.of(State.APPROVED, State.EXECUTED, State.CHECKED);

    private final Tools tools;
    private final String id;
    private final RunProgress progress;
    private final Journal journal;
    private final List<String> failures = new ArrayList<>();

    Execution(Tools tools, String id, RunProgress progress) {
        this.tools = tools;
        this.id = id;
        this.progress = progress;
        this.journal = new Journal(tools, id);
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
        journal.note("run " + run + " was interrupted and goes on where it was left");
        return run();
    }

    private StoreException gone(String why) {
        return new StoreException(
                ServiceError.PRIVACY_REQUEST_STATE, "Request " + id + " cannot be gone on with: " + why);
    }

    private Document work(Harbour harbour) throws InterruptedException, RunFailedException, IOException {
        PersonalMap map = tools.map().read();
        if (journal.held().request().state() != State.CHECKED) {
            execute(map, harbour);
            progress.stage("Searching again");
            Held done = journal.held();
            check(done, map, harbour);
            if (!failures.isEmpty()) {
                throw failed(String.join(" ", failures));
            }
            journal.reached(
                    State.CHECKED,
                    done.request().type() == Type.ERASURE
                            ? "searched again: nothing is left that should not be"
                            : "looked through again");
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
            new Packing(tools, id, progress, journal).pack(held, map, harbour);
        } else {
            new Changes(tools, id, progress, journal, failures).make(held, map, harbour);
        }
        if (!failures.isEmpty()) {
            throw failed(String.join(" ", failures));
        }
        journal.reached(State.EXECUTED, "everything that was approved is done");
    }

    /**
     * The records to work on, noted before anything is changed; those of an earlier attempt where that left some undone. When
     * all of them are done, the search is made again, for what somebody added meanwhile.
     */
    private Held planned(PersonalMap map, Harbour harbour) throws InterruptedException, RunFailedException {
        Held held = journal.held();
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
                .map(entry -> {
                    Step step = new Step(entry.store(), entry.collection(), found.keys(entry));
                    return isStillFound(held.request().type(), entry) ? secret.unknown(step) : step;
                })
                .toList();
        return tools.requests()
                .change(id, now -> now.with(now.secret().orElseThrow().found(steps, found.marks())));
    }

    /** Whether a record is found also when everything is done with it; any other that is found was put back. */
    private static boolean isStillFound(Type type, Entry entry) {
        return type != Type.ERASURE || entry.policy() == Policy.KEEP || entry.policy() == Policy.SOFT;
    }

    /** What the map says of a step's collection. */
    static Entry entry(PersonalMap map, Step step) {
        return map.entries().stream()
                .filter(entry ->
                        entry.store().equals(step.store()) && entry.collection().equals(step.collection()))
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        ServiceError.PRIVACY_REQUEST_STATE,
                        "The map does not have " + step.store() + "/" + step.collection()
                                + " any more; put it back and execute the request again"));
    }

    private void check(Held held, PersonalMap map, Harbour harbour) throws InterruptedException {
        PrivacyRequest request = held.request();
        Secret secret = held.secret().orElseThrow();
        if (request.type() == Type.ERASURE) {
            new ErasureCheck(map, tools.stores().stores(), harbour, tools.copies())
                    .check(secret, failures, journal::remark);
        } else if (request.type() == Type.RECTIFICATION) {
            boolean any = request.outcomes().stream().anyMatch(each -> each.result() == Result.RECTIFIED);
            if (!any) {
                failures.add("No record has a field of the names that were to be corrected; look at their spelling.");
            }
        }
    }

    private Document answer(PersonalMap map) {
        Recipients.toTell(map, journal.held().request()).ifPresent(journal::remark);
        return report(journal.answered().request());
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
        return new RunFailedException(sentence, report(journal.failed(sentence).request()));
    }
}
