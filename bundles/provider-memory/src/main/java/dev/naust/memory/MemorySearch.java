package dev.naust.memory;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Search;
import dev.naust.api.store.StoreException;
import dev.naust.memory.word.Language;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds records by an index of their words, which changes together with them: transactions and snapshots search what they see.
 * Rare words count more than frequent ones, and in a short text more than in a long one.
 */
final class MemorySearch implements Search {
    private final MemoryStore store;

    MemorySearch(MemoryStore store) {
        this.store = store;
    }

    @Override
    public Set<String> languages() {
        return Language.names();
    }

    @Override
    public void index(DatasetId dataset, List<String> fields, Optional<String> language) throws InterruptedException {
        store.ensureOpen();
        Language chosen = language.map(MemorySearch::known).orElse(Language.NONE);
        store.contents().change(dataset, table -> {
            requireText(table.schema(), fields);
            return table.withWords(Optional.of(WordIndex.empty(List.copyOf(fields), chosen)));
        });
    }

    @Override
    public void dropIndex(DatasetId dataset) throws InterruptedException {
        store.ensureOpen();
        store.contents().change(dataset, table -> table.withWords(Optional.empty()));
    }

    @Override
    public List<Hit> search(SearchRequest request) throws InterruptedException {
        store.ensureOpen();
        MemoryTable table = store.contents().table(request.dataset());
        WordIndex index = table.words().orElseThrow(() -> noIndex(request.dataset()));
        List<String> fields = request.fields().isEmpty() ? index.fields() : request.fields();
        for (String field : fields) {
            if (!index.fields().contains(field)) {
                throw new StoreException(
                        MemoryErrorCode.NO_SEARCH_INDEX,
                        "Field \"" + field + "\" of \"" + request.dataset() + "\" is not searchable, only "
                                + index.fields() + " are; index it too");
            }
        }
        Language language = request.language().map(MemorySearch::known).orElse(index.language());
        if (language != index.language()) {
            throw new StoreException(
                    MemoryErrorCode.BAD_LANGUAGE,
                    "The words of \"" + request.dataset()
                            + "\" are indexed in another language than the question's; leave the language out or index anew");
        }
        List<List<String>> phrases = request.phrases().stream()
                .map(words -> WordIndex.stems(words, language))
                .toList();
        return phrases.isEmpty() ? List.of() : best(table, index, fields, phrases, request.limit());
    }

    private static List<Hit> best(
            MemoryTable table, WordIndex index, List<String> fields, List<List<String>> phrases, int limit)
            throws InterruptedException {
        List<SortedTree<RowKey, Integer>> postings = new ArrayList<>();
        for (String stem : phrases.stream().flatMap(List::stream).distinct().toList()) {
            postings.add(index.postings().get(stem).orElse(SortedTree.empty()));
        }
        SortedTree<RowKey, Integer> rarest = Collections.min(postings, Comparator.comparing(SortedTree::size));
        List<Hit> hits = new ArrayList<>();
        Iterator<Map.Entry<RowKey, Integer>> candidates = rarest.entriesAfter(null);
        while (candidates.hasNext()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            RowKey key = candidates.next().getKey();
            if (postings.stream().allMatch(each -> each.get(key).isPresent())) {
                DataRecord record = table.rows().get(key).orElseThrow();
                double score = score(
                        index, record.body(), fields, phrases, table.rows().size());
                if (score > 0) {
                    hits.add(new Hit(record, score));
                }
            }
            if (hits.size() > 2 * limit) {
                keepBest(hits, limit);
            }
        }
        keepBest(hits, limit);
        return List.copyOf(hits);
    }

    private static void keepBest(List<Hit> hits, int limit) {
        hits.sort(Comparator.comparingDouble(Hit::score).reversed());
        if (hits.size() > limit) {
            hits.subList(limit, hits.size()).clear();
        }
    }

    /** Zero when a phrase occurs in none of the fields. */
    private static double score(
            WordIndex index, Document body, List<String> fields, List<List<String>> phrases, long records) {
        List<List<String>> texts =
                fields.stream().map(field -> index.stems(body, field)).toList();
        int length = texts.stream().mapToInt(List::size).sum();
        double score = 0;
        for (List<String> phrase : phrases) {
            int times = 0;
            for (List<String> text : texts) {
                times += occurrences(text, phrase);
            }
            if (times == 0) {
                return 0;
            }
            long having =
                    index.postings().get(phrase.get(0)).map(SortedTree::size).orElse(0L);
            score += times / (times + 1.0 + length / 50.0) * Math.log(1 + (double) records / having);
        }
        return score;
    }

    private static int occurrences(List<String> text, List<String> phrase) {
        int times = 0;
        for (int i = 0; i + phrase.size() <= text.size(); i++) {
            if (text.subList(i, i + phrase.size()).equals(phrase)) {
                times++;
            }
        }
        return times;
    }

    private static void requireText(Schema schema, List<String> fields) {
        if (fields.isEmpty()) {
            throw new StoreException(
                    MemoryErrorCode.NO_SUCH_FIELD, "Name at least one field of \"" + schema.id() + "\" to search in");
        }
        for (String name : fields) {
            Optional<Field> field = schema.field(name);
            if (field.isEmpty() && schema.shape() == Shape.TABLE) {
                throw new StoreException(
                        MemoryErrorCode.NO_SUCH_FIELD,
                        "Collection \"" + schema.id() + "\" has no field \"" + name + "\"");
            }
            if (field.isPresent() && field.get().type().kind() != Kind.TEXT) {
                throw new StoreException(
                        MemoryErrorCode.NO_SUCH_FIELD,
                        "Field \"" + name + "\" of \"" + schema.id() + "\" is not text; search in fields of text");
            }
        }
    }

    private static Language known(String name) {
        return Language.named(name)
                .orElseThrow(() -> new StoreException(
                        MemoryErrorCode.BAD_LANGUAGE,
                        "The memory store does not know the language \"" + name + "\"; it knows " + Language.names()));
    }

    private static StoreException noIndex(DatasetId dataset) {
        return new StoreException(
                MemoryErrorCode.NO_SEARCH_INDEX,
                "Collection \"" + dataset + "\" has no search index; make its text fields searchable first");
    }
}
