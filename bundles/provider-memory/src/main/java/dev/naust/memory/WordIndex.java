package dev.naust.memory;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Words;
import dev.naust.memory.word.Language;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which records have which words; immutable.
 *
 * @param fields whose words are known
 * @param language how words are brought to their stem
 * @param postings by stem the records that have it, with how often
 */
record WordIndex(List<String> fields, Language language, SortedTree<String, SortedTree<RowKey, Integer>> postings) {
    /** About what the entry of one word of one record needs. */
    private static final int ENTRY = 120;

    static WordIndex empty(List<String> fields, Language language) {
        return new WordIndex(fields, language, SortedTree.empty());
    }

    WordIndex with(RowKey key, DataRecord record) {
        SortedTree<String, SortedTree<RowKey, Integer>> changed = postings;
        for (Map.Entry<String, Integer> word : counted(record).entrySet()) {
            SortedTree<RowKey, Integer> records = changed.get(word.getKey()).orElse(SortedTree.empty());
            changed = changed.with(word.getKey(), records.with(key, word.getValue()));
        }
        return new WordIndex(fields, language, changed);
    }

    WordIndex without(RowKey key, DataRecord record) {
        SortedTree<String, SortedTree<RowKey, Integer>> changed = postings;
        for (String word : counted(record).keySet()) {
            SortedTree<RowKey, Integer> left =
                    changed.get(word).orElse(SortedTree.empty()).without(key);
            changed = left.size() == 0 ? changed.without(word) : changed.with(word, left);
        }
        return new WordIndex(fields, language, changed);
    }

    /** About how many bytes the words of a record need. */
    long weight(DataRecord record) {
        return (long) ENTRY * counted(record).size();
    }

    /** The stems of a text in one of a record's fields. */
    List<String> stems(Document body, String field) {
        return body.get(field)
                .filter(Text.class::isInstance)
                .map(text -> stems(Words.in(((Text) text).string()), language))
                .orElse(List.of());
    }

    static List<String> stems(List<String> words, Language language) {
        List<String> stems = new ArrayList<>(words.size());
        for (String word : words) {
            stems.add(language.stem(word));
        }
        return stems;
    }

    private Map<String, Integer> counted(DataRecord record) {
        Map<String, Integer> counts = new HashMap<>();
        for (String field : fields) {
            stems(record.body(), field).forEach(stem -> counts.merge(stem, 1, Integer::sum));
        }
        return counts;
    }
}
