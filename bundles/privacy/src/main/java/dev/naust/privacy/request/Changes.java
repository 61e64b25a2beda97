package dev.naust.privacy.request;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.service.KeptCopies.Copy;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.RunProgress;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.find.Rows;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Policy;
import dev.naust.privacy.request.RequestRecords.Held;
import dev.naust.privacy.request.Secret.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The changes of a request, collection by collection; how far it came is noted on the way. For one thread. */
final class Changes {
    /** So many records are in the ledger before they are gone: more cost less, fewer are in it too early when the run ends. */
    private static final int AT_ONCE = 100;

    /** How often at most it is noted where a collection stands, which writes the whole request anew. */
    private static final int NOTES = 20;

    /** After how many records it is worth a note. */
    private static final int OFTEN = 250;

    private final Tools tools;
    private final String id;
    private final RunProgress progress;
    private final Journal journal;
    private final List<String> failures;

    /** @param failures takes what could not be done, in sentences */
    Changes(Tools tools, String id, RunProgress progress, Journal journal, List<String> failures) {
        this.tools = tools;
        this.id = id;
        this.progress = progress;
        this.journal = journal;
        this.failures = failures;
    }

    /** Makes the changes that are not made yet. */
    void make(Held held, PersonalMap map, Harbour harbour) throws InterruptedException {
        PrivacyRequest request = held.request();
        Secret secret = held.secret().orElseThrow();
        if (request.type() == Type.OBJECTION) {
            int withdrawn = tools.withdrawal().withdraw(secret.identifiers(), secret.purpose());
            journal.remark(withdrawn + " consents to this purpose were withdrawn.");
        }
        for (Step step : secret.steps()) {
            if (step.done()) {
                progress.advance(step.keys().size());
            } else {
                progress.stage(step.store() + "/" + step.collection());
                change(request.type(), secret, Execution.entry(map, step), step, harbour);
            }
        }
        if (request.type() == Type.ERASURE && failures.isEmpty()) {
            List<Copy> copies = forget(map);
            scrub(secret, copies, harbour);
        }
    }

    /** What the server keeps of the records for its own work. */
    private List<Copy> forget(PersonalMap map) throws InterruptedException {
        progress.stage("Taking the person out of what Naust itself keeps");
        try {
            List<Copy> copies = tools.copies()
                    .erase(Copies.person(map, journal.held().secret().orElseThrow()), false);
            journal.copies(copies);
            return copies;
        } catch (StoreException e) {
            failures.add("What Naust itself keeps of the person could not be erased: " + e.getMessage());
            return List.of();
        }
    }

    private void change(Type type, Secret secret, Entry entry, Step step, Harbour harbour) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        boolean whole = true;
        progress.advance(step.reached());
        try {
            boolean rows = Rows.hasOnly(harbour, entry);
            Eraser.Done foreseen =
                    Scoping.foreseen(type, entry, secret, rows, step.keys().size());
            Optional<DocumentRepository> records =
                    rows ? Optional.empty() : Optional.of(harbour.repository(entry.store(), entry.collection()));
            if (rows && foreseen.result() == Result.UNCHANGED) {
                journal.remark(entry.name() + ": " + foreseen.reason() + ".");
            }
            int every = Math.max(OFTEN, step.keys().size() / NOTES);
            for (int from = step.reached(); from < step.keys().size(); from += AT_ONCE) {
                int to = Math.min(step.keys().size(), from + AT_ONCE);
                whole &= some(type, secret, entry, records, step.keys().subList(from, to), foreseen, outcomes);
                if (whole && outcomes.size() >= every) {
                    note(entry, outcomes, step.reached(to));
                    outcomes.clear();
                }
            }
        } catch (StoreException e) {
            whole = false;
            progress.error(entry.name() + ": " + e.getMessage());
            failures.add(entry.name() + " could not be finished: " + e.getMessage());
        }
        if (whole) {
            note(entry, outcomes, step.finished());
        } else {
            tools.requests().change(id, now -> now.with(added(now.request(), entry, outcomes)));
        }
    }

    /** Changes a few records; whether all of them could be. The ledger has them before, and knows afterwards that they are gone. */
    private boolean some(
            Type type,
            Secret secret,
            Entry entry,
            Optional<DocumentRepository> records,
            List<RecordKey> keys,
            Eraser.Done foreseen,
            List<Outcome> outcomes)
            throws InterruptedException {
        boolean whole = true;
        boolean replayed = isReplayed(type, entry) && foreseen.result() != Result.FAILED;
        List<RecordKey> gone = new ArrayList<>();
        if (replayed) {
            tools.ledger().note(entry.store(), entry.collection(), keys, entry.policy());
        }
        for (RecordKey key : keys) {
            Eraser.Done done = records.isEmpty() ? foreseen : one(type, secret, entry, records.get(), key, foreseen);
            if (done.result() == Result.FAILED) {
                whole = false;
                failures.add(entry.name() + ": " + done.reason() + ".");
            } else {
                gone.add(key);
            }
            outcomes.add(journal.outcome(entry, key, done));
            progress.advance(1);
        }
        if (replayed) {
            tools.ledger().gone(entry.store(), entry.collection(), gone);
        }
        return whole;
    }

    /** So that whoever goes on with this does not begin at the first record again. */
    private void note(Entry entry, List<Outcome> outcomes, Step reached) {
        List<Outcome> more = List.copyOf(outcomes);
        tools.requests()
                .change(
                        id,
                        now -> now.with(added(now.request(), entry, more))
                                .with(now.secret().orElseThrow().at(reached)));
    }

    private static boolean isReplayed(Type type, Entry entry) {
        return type == Type.ERASURE && entry.policy() != Policy.KEEP;
    }

    private Eraser.Done one(
            Type type, Secret secret, Entry entry, DocumentRepository records, RecordKey key, Eraser.Done foreseen)
            throws InterruptedException {
        if (foreseen.result() == Result.FAILED || foreseen.result() == Result.UNCHANGED) {
            return foreseen;
        }
        return switch (type) {
            case ERASURE -> tools.eraser().erase(entry, entry.policy(), records, key);
            case RECTIFICATION -> Rectifier.rectify(records, key, secret.corrections());
            case RESTRICTION, OBJECTION ->
                tools.eraser().restrict(records, key, entry.restrictionField().orElseThrow());
            case ACCESS, PORTABILITY -> foreseen;
        };
    }

    /** What became of records, the last word on each. */
    private static PrivacyRequest added(PrivacyRequest request, Entry entry, List<Outcome> outcomes) {
        Set<String> anew = outcomes.stream().map(Outcome::record).collect(Collectors.toSet());
        List<Outcome> all = request.outcomes().stream()
                .filter(each -> !each.store().equals(entry.store())
                        || !each.collection().equals(entry.collection())
                        || !anew.contains(each.record()))
                .collect(Collectors.toCollection(ArrayList::new));
        all.addAll(outcomes);
        return new Edit(request).outcomes(all).done();
    }

    private void scrub(Secret secret, List<Copy> copies, Harbour harbour) throws InterruptedException {
        Set<String> stores =
                new TreeSet<>(secret.steps().stream().map(Step::store).collect(Collectors.toSet()));
        stores.removeAll(secret.scrubbed());
        Set<String> copied = copies.stream()
                .filter(copy -> copy.result() == Result.ERASED)
                .map(Copy::store)
                .collect(Collectors.toSet());
        stores.addAll(copied);
        if (stores.remove(KeptCopies.STATE)) {
            progress.stage("Clearing what is left in the files of the server's own state");
            tools.copies().scrub().forEach(journal::remark);
        }
        for (String store : stores) {
            progress.stage("Clearing what is left in the files of " + store);
            try {
                scrub(store, secret, copied.contains(store), harbour).forEach(journal::remark);
                tools.requests()
                        .change(id, now -> now.with(now.secret().orElseThrow().scrubbed(store)));
            } catch (StoreException e) {
                failures.add("The records are erased, but remains in the files of \"" + store
                        + "\" could not be cleared: " + e.getMessage());
            }
        }
    }

    private List<String> scrub(String store, Secret secret, boolean copied, Harbour harbour)
            throws InterruptedException {
        var scrubbing = harbour.lease(store).store().scrubbing();
        if (scrubbing.isEmpty()) {
            return List.of("The store \"" + store + "\" clears freed space by itself;"
                    + " its own files may hold remains until it has.");
        }
        List<DatasetId> touched = new ArrayList<>(secret.steps().stream()
                .filter(step -> step.store().equals(store))
                .map(step -> harbour.collection(store, step.collection()))
                .toList());
        if (copied) {
            harbour.collections(store).stream().filter(tools.copies()::isOwn).forEach(touched::add);
        }
        return scrubbing.get().scrub(touched);
    }
}
