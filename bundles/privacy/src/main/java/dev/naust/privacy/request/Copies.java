package dev.naust.privacy.request;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.service.KeptCopies.Copy;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.StoreException;
import dev.naust.json.JsonTexts;
import dev.naust.privacy.find.Traces;
import dev.naust.privacy.map.PersonalMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Everything that the server itself keeps of people: what other parts keep of records, and the words of runs. Safe for use by
 * several threads.
 */
record Copies(List<KeptCopies> parts, Runs runs, ServerState state) {
    private static final int AT_ONCE = 200;

    Copies {
        parts = List.copyOf(parts);
    }

    /** Whom a request is about, as far as it is carried out. */
    static Traces person(PersonalMap map, Secret secret) {
        Traces person = new Traces(map, secret.identifiers().values(), secret.marks());
        secret.steps().forEach(step -> person.with(step.store(), step.collection(), step.keys()));
        return person;
    }

    /** Whether a collection of a store is some part's own. */
    boolean isOwn(DatasetId collection) {
        return parts.stream().anyMatch(part -> part.isOwn(collection));
    }

    /** Takes a person out of all of it, or only says of what. */
    List<Copy> erase(Traces person, boolean dryRun) throws InterruptedException {
        List<Copy> all = new ArrayList<>();
        for (KeptCopies part : parts) {
            all.addAll(part.erase(person, dryRun));
        }
        Optional<String> before = Optional.empty();
        for (List<Run> page = runs.list(Optional.empty(), before, AT_ONCE); !page.isEmpty(); ) {
            page.stream().filter(run -> names(run, person)).forEach(run -> all.add(forget(run, person, dryRun)));
            before = Optional.of(page.get(page.size() - 1).id());
            page = runs.list(Optional.empty(), before, AT_ONCE);
        }
        return all;
    }

    /** Clears the files of the server's state; says what stays in them, and why. */
    List<String> scrub() throws InterruptedException {
        try {
            return state.scrub();
        } catch (StoreException e) {
            return List.of("The files of the server's own state could not be cleared of remains: " + e.getMessage());
        }
    }

    private boolean names(Run run, Traces person) {
        return run.state().isFinal()
                && (words(run).stream().anyMatch(text -> !person.without(text).equals(text))
                        || names(run.parameters(), person)
                        || runs.report(run.id())
                                .filter(report -> names(report, person))
                                .isPresent());
    }

    /** Asked in the words in which it is forgotten, so that what cannot be is not found again and again. */
    private static boolean names(Document document, Traces person) {
        return JsonTexts.replaced(document, person::without) != document;
    }

    private static List<String> words(Run run) {
        List<String> words = new ArrayList<>(run.errors());
        words.addAll(run.warnings());
        words.add(run.title());
        run.history().forEach(incident -> words.add(incident.message()));
        return words;
    }

    private Copy forget(Run run, Traces person, boolean dryRun) {
        if (!dryRun) {
            runs.amend(run.id(), person::without, UnaryOperator.identity());
        }
        return new Copy(
                KeptCopies.STATE,
                run.kind() + " " + run.id(),
                run.id() + "/words",
                Result.ERASED,
                "what was written down of the run named the person");
    }
}
