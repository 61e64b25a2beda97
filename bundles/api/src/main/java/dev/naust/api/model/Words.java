package dev.naust.api.model;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits text into the words that searches compare: runs of letters, digits and the marks on them, composed (NFC) and in lower
 * case. Nothing that a query language could take for an operator is ever part of a word.
 */
public final class Words {
    private static final char QUOTE = '"';

    private Words() {}

    /** The words of a text, in its order. */
    public static List<String> in(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < normal.length(); ) {
            int point = normal.codePointAt(i);
            boolean part = isPart(point, start >= 0);
            if (part && start < 0) {
                start = i;
            } else if (!part && start >= 0) {
                words.add(normal.substring(start, i));
                start = -1;
            }
            i += Character.charCount(point);
        }
        if (start >= 0) {
            words.add(normal.substring(start));
        }
        return words;
    }

    /**
     * What must occur for a question to be answered: each phrase in double quotes as its words, which must stand together, and
     * every other word as a phrase of one. A quote that is never closed ends with the text.
     */
    public static List<List<String>> phrases(String question) {
        List<List<String>> phrases = new ArrayList<>();
        boolean quoted = false;
        for (String part : question.split(String.valueOf(QUOTE), -1)) {
            List<String> words = in(part);
            if (quoted && !words.isEmpty()) {
                phrases.add(words);
            } else if (!quoted) {
                words.forEach(word -> phrases.add(List.of(word)));
            }
            quoted = !quoted;
        }
        return phrases;
    }

    private static boolean isPart(int point, boolean inside) {
        return Character.isLetterOrDigit(point)
                || inside
                        && switch (Character.getType(point)) {
                            case Character.NON_SPACING_MARK,
                                    Character.COMBINING_SPACING_MARK,
                                    Character.ENCLOSING_MARK -> true;
                            default -> false;
                        };
    }
}
