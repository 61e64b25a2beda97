package dev.naust.privacy.map;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.PrivacyMap.Evidence;
import dev.naust.api.service.PrivacyMap.Proposal;
import dev.naust.api.service.PrivacyMap.Scan;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.StoreException;
import dev.naust.privacy.find.Harbour;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at a bounded sample of each collection for what looks like personal data. Safe for use by several threads. */
final class Scanner {
    private static final int SAMPLE = 200;
    private static final long SAMPLE_BYTES = 1 << 20;
    /** A few that fit by chance, such as order numbers with good check digits, prove nothing. */
    private static final double ENOUGH = 0.2;

    private final Detectors detectors = new Detectors();
    private final StoreRegistry stores;
    private final Storage storage;

    Scanner(StoreRegistry stores, Storage storage) {
        this.stores = stores;
        this.storage = storage;
    }

    Scan scan(PersonalMap map, List<String> wanted) throws InterruptedException {
        List<Proposal> proposals = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        long collections = 0;
        long mapped = 0;
        List<String> ids =
                wanted.isEmpty() ? stores.stores().stream().map(StoreView::id).toList() : wanted;
        try (Harbour harbour = new Harbour(stores, storage)) {
            for (String store : ids) {
                try {
                    for (DatasetId id : harbour.collections(store)) {
                        collections++;
                        boolean known = map.find(store, id).isPresent();
                        mapped += known || map.isExempt(store, id) ? 1 : 0;
                        look(harbour, store, id, known, errors).ifPresent(proposals::add);
                    }
                } catch (StoreException e) {
                    errors.add("The store \"" + store + "\" could not be looked at: " + e.getMessage());
                }
            }
        }
        return new Scan(proposals, collections, mapped, errors);
    }

    private Optional<Proposal> look(Harbour harbour, String store, DatasetId id, boolean known, List<String> errors)
            throws InterruptedException {
        try (RecordReader reader =
                harbour.lease(store).store().read(ReadRequest.of(id).atMost(SAMPLE))) {
            List<DataRecord> sample = reader.next(SAMPLE, SAMPLE_BYTES).records();
            List<Evidence> evidence = evidence(sample);
            return evidence.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Proposal(store, id.toString(), known, evidence, entry(store, id, evidence)));
        } catch (StoreException e) {
            errors.add(store + "/" + id + " could not be looked at: " + e.getMessage());
            return Optional.empty();
        }
    }

    private List<Evidence> evidence(List<DataRecord> sample) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        sample.forEach(record -> gather("", record.body(), texts));
        List<Evidence> evidence = new ArrayList<>();
        texts.forEach((field, values) -> judge(field, values).ifPresent(evidence::add));
        return evidence;
    }

    private Optional<Evidence> judge(String field, List<String> values) {
        Map<String, Long> counts = new TreeMap<>();
        values.forEach(value -> detectors.category(value).ifPresent(found -> counts.merge(found, 1L, Long::sum)));
        Optional<Map.Entry<String, Long>> best = counts.entrySet().stream()
                .filter(each -> each.getValue() >= Math.max(1, ENOUGH * values.size()))
                .max(Map.Entry.comparingByValue());
        if (best.isPresent()) {
            String category = best.get().getKey();
            return Optional.of(new Evidence(
                    field,
                    category,
                    best.get().getValue(),
                    values.size(),
                    best.get().getValue() + " of " + values.size() + " sampled values " + words(category)));
        }
        return detectors
                .ofName(field.substring(field.lastIndexOf('.') + 1))
                .map(category ->
                        new Evidence(field, category, 0, values.size(), "the name of the field speaks of " + category));
    }

    private static String words(String category) {
        return switch (category) {
            case "national-id" -> "are Norwegian national identity or D-numbers by date and both check digits";
            case "email" -> "have the form of e-mail addresses";
            case "iban" -> "are account numbers (IBAN) by their check digits";
            case "card" -> "are card numbers by their check digit";
            default -> "are telephone numbers that could be called";
        };
    }

    private static void gather(String prefix, Document body, Map<String, List<String>> texts) {
        body.toMap().forEach((name, value) -> {
            String path = prefix + name;
            if (value instanceof Document inner) {
                gather(path + ".", inner, texts);
            } else {
                List<Value> items = value instanceof Value.Array array ? array.items() : List.of(value);
                items.stream()
                        .filter(item -> item instanceof Text
                                || item instanceof Value.Int64
                                || item instanceof Value.Int32
                                || item instanceof Value.Decimal)
                        .forEach(item -> texts.computeIfAbsent(path, none -> new ArrayList<>())
                                .add(item.toString()));
            }
        });
    }

    /** What a person still has to fill in says so. */
    private static Document entry(String store, DatasetId id, List<Evidence> evidence) {
        Map<String, Value> keys = new LinkedHashMap<>();
        Map<String, Value> fields = new LinkedHashMap<>();
        boolean sensitive = false;
        for (Evidence each : evidence) {
            sensitive |= each.category().equals("national-id");
            String identifier = each.category().equals("national-id") ? "nationalId" : each.category();
            if (each.matches() > 0 && (identifier.equals("nationalId") || identifier.equals("email"))) {
                keys.putIfAbsent(identifier, Value.text(each.field()));
            }
            fields.put(each.field(), Document.empty().with("category", Value.text(each.category())));
        }
        Map<String, Value> entry = new LinkedHashMap<>();
        entry.put("store", Value.text(store));
        entry.put("collection", Value.text(id.toString()));
        entry.put("category", Value.text("contact"));
        entry.put("purpose", Value.text("to be filled in"));
        entry.put("legalBasis", Value.text("contract"));
        entry.put("classification", Value.text(sensitive ? "CONFIDENTIAL" : "RESTRICTED"));
        entry.put("subject", Document.empty().with("keys", Document.of(keys)));
        entry.put("erasure", Document.empty().with("policy", Value.text("delete")));
        entry.put("fields", Document.of(fields));
        return Document.of(entry);
    }
}
