package dev.naust.api.store;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Words;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finding records by the words in them. All words of a question must occur; words in double quotes must stand together. Case
 * does not matter, and with a language neither do the usual endings of words.
 */
@ConsumerType
public interface Search {

    /** The languages whose words are understood, such as {@code norwegian}; lower case, sorted. */
    Set<String> languages();

    /**
     * Makes fields searchable, or brings their index up to date with this choice; from then on the store keeps it current.
     *
     * @param language one of {@link #languages()}; empty takes words as they are
     * @throws StoreException of category USER when a field is not there or not text
     */
    void index(DatasetId dataset, List<String> fields, Optional<String> language) throws InterruptedException;

    /** Removes what {@link #index} made; nothing when there is nothing. */
    void dropIndex(DatasetId dataset) throws InterruptedException;

    /**
     * Finds records, the best first.
     *
     * @throws StoreException of category USER when the collection has no index for this and the store needs one
     */
    List<Hit> search(SearchRequest request) throws InterruptedException;

    /**
     * A question.
     *
     * @param text what to look for, never the store's own query language
     * @param fields where to look; empty means in all searchable fields
     * @param language of the words; empty takes the index's
     * @param limit at most this many, 1 to 1000
     */
    record SearchRequest(DatasetId dataset, String text, List<String> fields, Optional<String> language, int limit) {
        public SearchRequest {
            Objects.requireNonNull(text, "text");
            fields = List.copyOf(fields);
            if (limit < 1 || limit > 1_000) {
                throw new IllegalArgumentException("The limit " + limit + " is not from 1 to 1000");
            }
        }

        /**
         * What must occur: each phrase as its words, plain and in lower case, which must stand together in one field; most
         * phrases are one word. Empty when the text has no word in it, and then nothing is found.
         */
        public List<List<String>> phrases() {
            return Words.phrases(text);
        }

        /** A question to all searchable fields. */
        public static SearchRequest of(DatasetId dataset, String text) {
            return new SearchRequest(dataset, text, List.of(), Optional.empty(), 50);
        }
    }

    /**
     * A record that was found.
     *
     * @param score the greater, the better; comparable only within one answer
     */
    record Hit(DataRecord record, double score) {}
}
