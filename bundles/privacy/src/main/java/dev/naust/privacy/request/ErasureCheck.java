package dev.naust.privacy.request;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.find.Found;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.find.Locator;
import dev.naust.privacy.find.Rows;
import dev.naust.privacy.find.Sweep;
import dev.naust.privacy.map.PersonalMap;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Policy;
import dev.naust.privacy.request.Secret.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Searches again after an erasure: the records that were worked on, the person anew, and the words of every collection. */
final class ErasureCheck {
    private final PersonalMap map;
    private final List<StoreView> stores;
    private final Harbour harbour;
    private final Copies copies;

    /** @param stores all that there are: somebody may have taken a copy somewhere else meanwhile */
    ErasureCheck(PersonalMap map, List<StoreView> stores, Harbour harbour, Copies copies) {
        this.copies = copies;
        this.map = map;
        this.stores = stores;
        this.harbour = harbour;
    }

    /**
     * @param failures takes what should not be there any more
     * @param remarks takes what people must know
     */
    void check(Secret secret, List<String> failures, Consumer<String> remarks) throws InterruptedException {
        Found found = Locator.locate(map, secret.identifiers(), harbour);
        failures.addAll(found.errors());
        for (Entry entry : found.entries()) {
            if (entry.policy() != Policy.KEEP && entry.policy() != Policy.SOFT) {
                failures.add(found.keys(entry).size() + " records of " + entry.name()
                        + " are still found; somebody may have added them meanwhile: execute the request again.");
            }
        }
        Sweep elsewhere = new Sweep(map, harbour, secret.identifiers().values(), copies::isOwn);
        failures.addAll(elsewhere.unmapped(stores));
        elsewhere
                .cut()
                .forEach(name -> remarks.accept("Only the first " + Sweep.MOST + " records of " + name
                        + " were looked through for the person."));
        long kept = copies.erase(Copies.person(map, secret), true).stream()
                .filter(copy -> copy.result() == Result.ERASED)
                .count();
        if (kept > 0) {
            failures.add(kept + " copies that Naust itself keeps are still found; somebody may have added them"
                    + " meanwhile: execute the request again.");
        }
        for (Entry entry : map.entries()) {
            try {
                check(entry, secret, found, failures, remarks);
            } catch (StoreException e) {
                failures.add(entry.name() + " could not be searched again: " + e.getMessage());
            }
        }
    }

    private void check(Entry entry, Secret secret, Found found, List<String> failures, Consumer<String> remarks)
            throws InterruptedException {
        Set<RecordKey> kept = new HashSet<>(found.keys(entry));
        Predicate<DataRecord> others = record -> !kept.contains(record.key());
        if (Rows.hasOnly(harbour, entry)) {
            Predicate<Document> theirs = Rows.of(harbour, entry).theirs(secret.values(entry));
            others = record -> !theirs.test(record.body());
        } else {
            checkGone(entry, secret, failures);
        }
        long mentions = new Sweep(map, harbour, secret.identifiers().values(), copies::isOwn)
                .count(entry.store(), harbour.collection(entry.store(), entry.collection()), others);
        if (mentions > 0) {
            remarks.accept(mentions + " records of " + entry.name()
                    + " that are not the person's own mention them in words; look whether that is justified.");
        }
    }

    private void checkGone(Entry entry, Secret secret, List<String> failures) throws InterruptedException {
        DocumentRepository records = harbour.repository(entry.store(), entry.collection());
        for (Step step : secret.steps()) {
            if (step.store().equals(entry.store())
                    && step.collection().equals(entry.collection())
                    && entry.policy() == Policy.DELETE) {
                for (RecordKey key : step.keys()) {
                    if (records.find(key).isPresent()) {
                        failures.add("A record of " + entry.name() + " is there again: execute the request again.");
                    }
                }
            }
        }
    }
}
