package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Policy;
import dev.naust.privacy.request.Secret.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the ledger right after an erasure that stands half-way and that nobody goes on with: what it had noted and not erased is
 * taken back, or restores would leave it out for ever. Safe for use by several threads.
 */
final class HalfWay {
    private final Tools tools;

    HalfWay(Tools tools) {
        this.tools = tools;
    }

    /** Looks at each record that was noted last; what nobody could look at, in sentences. */
    List<String> settle(Secret secret) throws InterruptedException {
        PersonalMap map = tools.map().read();
        List<String> unknown = new ArrayList<>();
        try (Harbour harbour = tools.harbour()) {
            for (Step step : secret.steps()) {
                try {
                    settle(step, map, harbour);
                } catch (StoreException e) {
                    unknown.add(step.store() + "/" + step.collection()
                            + ": nobody could look whether the records that were noted last are gone, so that restores leave"
                            + " them out (" + e.getMessage() + ")");
                }
            }
        }
        return unknown;
    }

    private void settle(Step step, PersonalMap map, Harbour harbour) throws InterruptedException {
        Set<String> open = tools.ledger().open(step.store());
        List<RecordKey> noted = step.keys().stream()
                .filter(key -> open.contains(tools.pseudonyms().record(step.store(), step.collection(), key)))
                .toList();
        if (noted.isEmpty()) {
            return;
        }
        Entry entry = Execution.entry(map, step);
        DocumentRepository records = harbour.repository(step.store(), step.collection());
        for (RecordKey key : noted) {
            if (isDone(entry, records, key)) {
                tools.ledger().gone(step.store(), step.collection(), List.of(key));
            } else {
                tools.ledger().takeBack(step.store(), step.collection(), key);
            }
        }
    }

    /** Whether a record is as the erasure leaves it. */
    private boolean isDone(Entry entry, DocumentRepository records, RecordKey key) throws InterruptedException {
        Optional<Document> there = records.find(key).map(DocumentRepository.Entry::body);
        if (there.isEmpty() || entry.policy() == Policy.DELETE) {
            return there.isEmpty();
        }
        Document body = there.get();
        if (entry.policy() == Policy.SOFT) {
            return entry.policyField()
                    .flatMap(body::get)
                    .filter(mark -> !mark.equals(Value.ofNull()) && mark != Value.Bool.FALSE)
                    .isPresent();
        }
        return tools.eraser()
                .left(entry, entry.policy(), records.schema(), key, body)
                .equals(body);
    }
}
