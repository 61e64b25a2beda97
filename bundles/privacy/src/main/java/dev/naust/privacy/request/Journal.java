package dev.naust.privacy.request;

import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.KeptCopies.Copy;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.request.RequestRecords.Held;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is written down of a request while it is carried out. Safe for use by several threads. */
final class Journal {
    private static final String ACTOR = "system";

    private final Tools tools;
    private final String id;

    Journal(Tools tools, String id) {
        this.tools = tools;
        this.id = id;
    }

    /** The request as it stands. */
    Held held() {
        return tools.requests().find(id).orElseThrow();
    }

    /** Notes a step forward. */
    void reached(State state, String note) {
        tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                .to(state, tools.clock().instant(), ACTOR, note)
                                .problem(Optional.empty())
                                .done()));
    }

    /** Adds a sentence to the answer, once. */
    void remark(String sentence) {
        tools.requests().change(id, now -> {
            List<String> all = new ArrayList<>(now.request().remarks());
            if (!all.contains(sentence)) {
                all.add(sentence);
            }
            return now.with(new Edit(now.request()).remarks(all).done());
        });
    }

    /** Adds words to the history. */
    void note(String words) {
        tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                .note(tools.clock().instant(), ACTOR, words)
                                .done()));
    }

    /** Notes that it is over, and wipes what is known of the person. */
    Held answered() {
        return tools.requests()
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
    }

    /** Notes why it could not go on. */
    Held failed(String why) {
        return tools.requests()
                .change(
                        id,
                        now -> now.with(new Edit(now.request())
                                .problem(Optional.of(why))
                                .note(tools.clock().instant(), ACTOR, "failed; it can be executed again")
                                .done()));
    }

    /** Adds what became of copies, once each. */
    void copies(List<Copy> copies) {
        List<Outcome> outcomes = copies.stream()
                .map(copy -> new Outcome(
                        copy.store(),
                        copy.place(),
                        tools.pseudonyms()
                                .record(copy.store(), copy.place(), RecordKey.of("id", Value.text(copy.id()))),
                        copy.result(),
                        copy.reason()))
                .toList();
        if (outcomes.isEmpty()) {
            return;
        }
        tools.requests().change(id, now -> {
            Set<Outcome> all = new LinkedHashSet<>(now.request().outcomes());
            all.addAll(outcomes);
            return now.with(new Edit(now.request()).outcomes(List.copyOf(all)).done());
        });
    }

    /** What became of a record, without naming it. */
    Outcome outcome(Entry entry, RecordKey key, Eraser.Done done) {
        return new Outcome(
                entry.store(),
                entry.collection(),
                tools.pseudonyms().record(entry.store(), entry.collection(), key),
                done.result(),
                done.reason());
    }
}
