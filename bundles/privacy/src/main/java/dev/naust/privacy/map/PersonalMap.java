package dev.naust.privacy.map;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A map of personal data that has been judged to be sound. */
public record PersonalMap(Document controller, List<Entry> entries, List<Exempt> exempt, String revision) {
    public PersonalMap {
        entries = List.copyOf(entries);
        exempt = List.copyOf(exempt);
    }

    /** What becomes of records in an erasure. */
    public enum Policy {
        DELETE,
        SOFT,
        ANONYMISE,
        PSEUDONYMISE,
        KEEP
    }

    /**
     * A collection with personal data.
     *
     * @param keys the field that holds each identifier, by the identifier's name
     * @param policyField for a soft deletion the field that is set
     * @param restrictionField the field that is set to restrict processing; empty where there is none
     * @param fields what is said of single fields, by name
     * @param facts everything else that is said, for people
     */
    public record Entry(
            String store,
            String collection,
            String purpose,
            String legalBasis,
            Map<String, String> keys,
            List<Join> joins,
            Policy policy,
            String reason,
            Optional<String> policyField,
            Optional<String> restrictionField,
            Map<String, Document> fields,
            Document facts) {
        public Entry {
            keys = Map.copyOf(keys);
            joins = List.copyOf(joins);
            fields = Map.copyOf(fields);
        }

        /** A name for people. */
        public String name() {
            return store + "/" + collection;
        }

        /** Whether this is the entry of a collection, by its whole or its short name. */
        public boolean covers(DatasetId id) {
            return collection.equals(id.toString()) || collection.equals(id.name());
        }

        /** A fact that the map states, such as {@code retention}; empty when it does not. */
        public String fact(String name) {
            return facts.get(name).map(PersonalMap::words).orElse("");
        }

        /** The fields that lie in the store as cipher text. */
        public Set<String> encrypted() {
            return fields.entrySet().stream()
                    .filter(each -> isTrue(each.getValue(), "encrypted"))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toUnmodifiableSet());
        }

        /** Whether an encrypted field can be searched by its whole value. */
        public boolean isSearchable(String field) {
            return Optional.ofNullable(fields.get(field))
                    .filter(rules -> isTrue(rules, "searchable"))
                    .isPresent();
        }

        /** What of a record rests on consent. */
        public List<Consented> consented(Document body) {
            List<Consented> consented = new ArrayList<>();
            if (legalBasis.equals("consent")) {
                consented.add(new Consented(Optional.empty(), purpose));
            }
            fields.forEach((field, rules) -> {
                boolean stored = body.get(field)
                        .filter(value -> value != Value.Null.NULL)
                        .isPresent();
                if (stored && restsOnConsent(rules)) {
                    String own = text(rules, "purpose");
                    consented.add(new Consented(Optional.of(field), own.isEmpty() ? purpose : own));
                }
            });
            return consented;
        }

        /** Whether any record of it may need a consent. */
        boolean needsConsents() {
            return legalBasis.equals("consent") || fields.values().stream().anyMatch(Entry::restsOnConsent);
        }

        private static boolean restsOnConsent(Document rules) {
            return text(rules, "legalBasis").equals("consent");
        }
    }

    /**
     * What may be stored with a consent to a purpose only.
     *
     * @param field empty where that is the whole record
     */
    public record Consented(Optional<String> field, String purpose) {}

    /** A field that holds the value of another collection's field for the same person. */
    public record Join(String field, String store, String collection, String to) {}

    /** What is said to hold no personal data; a whole store where no collection is named. */
    public record Exempt(String store, Optional<String> collection, String reason) {}

    /** Whether the map says that there is no personal data in a collection. */
    public boolean isExempt(String store, DatasetId id) {
        return exempt.stream()
                .filter(each -> each.store().equals(store))
                .anyMatch(each -> each.collection().isEmpty()
                        || each.collection().get().equals(id.toString())
                        || each.collection().get().equals(id.name()));
    }

    /** Whether the map says that there is no personal data in all of a store. */
    public boolean isExempt(String store) {
        return exempt.stream()
                .anyMatch(
                        each -> each.store().equals(store) && each.collection().isEmpty());
    }

    /** The entry of a collection. */
    public Optional<Entry> find(String store, DatasetId id) {
        return entries.stream()
                .filter(entry -> entry.store().equals(store) && entry.covers(id))
                .findFirst();
    }

    /** Reads a map that fulfils the schema. */
    static PersonalMap of(Document map, String revision) {
        return new PersonalMap(
                object(map, "controller"),
                objects(map, "collections").stream().map(PersonalMap::entry).toList(),
                objects(map, "exempt").stream()
                        .map(each ->
                                new Exempt(text(each, "store"), optional(each, "collection"), text(each, "reason")))
                        .toList(),
                revision);
    }

    private static Entry entry(Document entry) {
        Document subject = object(entry, "subject");
        Document erasure = object(entry, "erasure");
        Map<String, String> keys = new LinkedHashMap<>();
        object(subject, "keys").toMap().forEach((name, field) -> keys.put(name, words(field)));
        Map<String, Document> fields = new LinkedHashMap<>();
        object(entry, "fields").toMap().forEach((name, rules) -> fields.put(name, (Document) rules));
        String store = text(entry, "store");
        return new Entry(
                store,
                text(entry, "collection"),
                text(entry, "purpose"),
                text(entry, "legalBasis"),
                keys,
                objects(subject, "joins").stream()
                        .map(join -> new Join(
                                text(join, "field"),
                                optional(join, "store").orElse(store),
                                text(join, "collection"),
                                text(join, "to")))
                        .toList(),
                Policy.valueOf(text(erasure, "policy").toUpperCase(java.util.Locale.ROOT)),
                text(erasure, "reason"),
                optional(erasure, "field"),
                optional(object(entry, "restriction"), "field"),
                fields,
                entry);
    }

    static String text(Document document, String name) {
        return optional(document, name).orElse("");
    }

    private static Optional<String> optional(Document document, String name) {
        return document.get(name).filter(Text.class::isInstance).map(PersonalMap::words);
    }

    private static boolean isTrue(Document document, String name) {
        return document.get(name).filter(value -> value == Value.Bool.TRUE).isPresent();
    }

    private static String words(Value value) {
        return value instanceof Text text ? text.string() : value.toString();
    }

    private static Document object(Document document, String name) {
        return document.get(name)
                .map(value -> value instanceof Document inner ? inner : Document.empty())
                .orElse(Document.empty());
    }

    private static List<Document> objects(Document document, String name) {
        return document.get(name)
                .map(value -> value instanceof Value.Array array
                        ? array.items().stream().map(Document.class::cast).toList()
                        : List.<Document>of())
                .orElse(List.of());
    }
}
