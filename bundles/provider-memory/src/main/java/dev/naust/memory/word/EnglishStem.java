package dev.naust.memory.word;

import java.util.List;
import java.util.Map;

/** Takes the endings off an English word, after M. F. Porter's algorithm of 1980. */
final class EnglishStem {
    private static final int SHORTEST = 3;
    private static final List<Map.Entry<String, String>> SECOND = List.of(
            Map.entry("ational", "ate"),
            Map.entry("tional", "tion"),
            Map.entry("enci", "ence"),
            Map.entry("anci", "ance"),
            Map.entry("izer", "ize"),
            Map.entry("abli", "able"),
            Map.entry("alli", "al"),
            Map.entry("entli", "ent"),
            Map.entry("eli", "e"),
            Map.entry("ousli", "ous"),
            Map.entry("ization", "ize"),
            Map.entry("ation", "ate"),
            Map.entry("ator", "ate"),
            Map.entry("alism", "al"),
            Map.entry("iveness", "ive"),
            Map.entry("fulness", "ful"),
            Map.entry("ousness", "ous"),
            Map.entry("aliti", "al"),
            Map.entry("iviti", "ive"),
            Map.entry("biliti", "ble"));
    private static final List<Map.Entry<String, String>> THIRD = List.of(
            Map.entry("icate", "ic"),
            Map.entry("ative", ""),
            Map.entry("alize", "al"),
            Map.entry("iciti", "ic"),
            Map.entry("ical", "ic"),
            Map.entry("ful", ""),
            Map.entry("ness", ""));
    private static final List<String> FOURTH = List.of(
            "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize",
            "ion", "al", "er", "ic", "ou");

    private String word;

    EnglishStem(String word) {
        this.word = word;
        boolean plain = word.length() >= SHORTEST && word.chars().allMatch(letter -> letter >= 'a' && letter <= 'z');
        if (plain) {
            plural();
            past();
            finalY();
            replace(SECOND);
            replace(THIRD);
            fourth();
            last();
        }
    }

    private void plural() {
        if (word.endsWith("sses") || word.endsWith("ies")) {
            word = cut(2);
        } else if (word.endsWith("s") && !word.endsWith("ss")) {
            word = cut(1);
        }
    }

    private void finalY() {
        if (word.endsWith("y") && hasVowel(cut(1))) {
            word = cut(1) + "i";
        }
    }

    private void past() {
        if (word.endsWith("eed")) {
            if (measure(cut(3)) > 0) {
                word = cut(1);
            }
            return;
        }
        String stem = word.endsWith("ed") ? cut(2) : word.endsWith("ing") ? cut(3) : "";
        if (!hasVowel(stem)) {
            return;
        }
        word = stem;
        if (word.endsWith("at") || word.endsWith("bl") || word.endsWith("iz")) {
            word += "e";
        } else if (endsDouble(word) && "lsz".indexOf(word.charAt(word.length() - 1)) < 0) {
            word = cut(1);
        } else if (measure(word) == 1 && endsShort(word)) {
            word += "e";
        }
    }

    /** The longest ending that fits decides, also when what is before it is too short. */
    private void replace(List<Map.Entry<String, String>> endings) {
        String found = "";
        String by = "";
        for (Map.Entry<String, String> each : endings) {
            if (word.endsWith(each.getKey()) && each.getKey().length() > found.length()) {
                found = each.getKey();
                by = each.getValue();
            }
        }
        if (!found.isEmpty() && measure(cut(found.length())) > 0) {
            word = cut(found.length()) + by;
        }
    }

    private void fourth() {
        for (String ending : FOURTH) {
            if (!word.endsWith(ending)) {
                continue;
            }
            String stem = cut(ending.length());
            boolean fits = !ending.equals("ion") || stem.endsWith("s") || stem.endsWith("t");
            if (fits && measure(stem) > 1) {
                word = stem;
            }
            return;
        }
    }

    private void last() {
        if (word.endsWith("e")) {
            String stem = cut(1);
            if (measure(stem) > 1 || measure(stem) == 1 && !endsShort(stem)) {
                word = stem;
            }
        }
        if (word.endsWith("ll") && measure(word) > 1) {
            word = cut(1);
        }
    }

    private String cut(int letters) {
        return word.substring(0, word.length() - letters);
    }

    /** How often a vowel is followed by a consonant. */
    private static int measure(String stem) {
        int measure = 0;
        for (int i = 1; i < stem.length(); i++) {
            if (isVowel(stem, i - 1) && !isVowel(stem, i)) {
                measure++;
            }
        }
        return measure;
    }

    private static boolean hasVowel(String stem) {
        for (int i = 0; i < stem.length(); i++) {
            if (isVowel(stem, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsDouble(String stem) {
        int last = stem.length() - 1;
        return last > 0 && stem.charAt(last) == stem.charAt(last - 1) && !isVowel(stem, last);
    }

    /** Consonant, vowel, consonant, the last of them not w, x or y. */
    private static boolean endsShort(String stem) {
        int last = stem.length() - 1;
        return last > 1
                && !isVowel(stem, last)
                && isVowel(stem, last - 1)
                && !isVowel(stem, last - 2)
                && "wxy".indexOf(stem.charAt(last)) < 0;
    }

    private static boolean isVowel(String stem, int at) {
        return switch (stem.charAt(at)) {
            case 'a', 'e', 'i', 'o', 'u' -> true;
            case 'y' -> at > 0 && !isVowel(stem, at - 1);
            default -> false;
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
