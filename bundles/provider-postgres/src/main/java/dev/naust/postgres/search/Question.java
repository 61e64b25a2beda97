package dev.naust.postgres.search;

import java.util.ArrayList;
import java.util.List;

/**
 * What somebody looks for, taken apart: words that must all occur, and phrases between double quotes whose words must stand
 * together. Nothing in it has a meaning but the quotes.
 *
 * @param words everything outside of quotes; may be blank
 * @param phrases what stood between quotes, none of them blank
 */
record Question(String words, List<String> phrases) {
    Question {
        phrases = List.copyOf(phrases);
    }

    /** Reads a text; a quote that is not closed is no quote. A NUL, which PostgreSQL cannot take, parts words. */
    static Question of(String text) {
        String clean = text.replace('\0', ' ');
        StringBuilder words = new StringBuilder();
        List<String> phrases = new ArrayList<>();
        int at = 0;
        while (at < clean.length()) {
            int open = clean.indexOf('"', at);
            int close = open < 0 ? -1 : clean.indexOf('"', open + 1);
            if (close < 0) {
                words.append(' ').append(clean, at, clean.length());
                break;
            }
            words.append(' ').append(clean, at, open);
            String phrase = clean.substring(open + 1, close);
            if (!phrase.isBlank()) {
                phrases.add(phrase);
            }
            at = close + 1;
        }
        return new Question(words.toString().replace('"', ' ').strip(), phrases);
    }
}
