package dev.naust.memory.word;

import java.util.List;

/** Takes the endings off Norwegian words, after the published rules of the Snowball stemmer for Norwegian. */
final class NorwegianStem {
    private static final String VOWELS = "aeiouyæåø";
    /** Longest first, so that the first that fits is the longest. */
    private static final List<String> ENDINGS = List.of(
            "hetenes", "hetene", "hetens", "heter", "heten", "endes", "ande", "ende", "edes", "enes", "erte", "ede",
            "ane", "ene", "ens", "ers", "ets", "het", "ast", "ert", "en", "ar", "er", "as", "es", "et", "a", "e", "s");

    private static final List<String> LAST =
            List.of("hetslov", "eleg", "elig", "elov", "slov", "leg", "eig", "lig", "els", "lov", "ig");
    private static final int FIRST_REGION = 3;

    private NorwegianStem() {}

    static String of(String word) {
        int region = region(word);
        String stem = withoutEnding(word, region);
        if ((stem.endsWith("dt") || stem.endsWith("vt")) && stem.length() - 2 >= region) {
            stem = stem.substring(0, stem.length() - 1);
        }
        for (String ending : LAST) {
            if (endsIn(stem, ending, region)) {
                return stem.substring(0, stem.length() - ending.length());
            }
        }
        return stem;
    }

    /** Where endings may begin: behind the first consonant that follows a vowel, but not before the fourth letter. */
    private static int region(String word) {
        for (int i = 1; i < word.length(); i++) {
            if (isVowel(word.charAt(i - 1)) && !isVowel(word.charAt(i))) {
                return Math.max(i + 1, FIRST_REGION);
            }
        }
        return word.length();
    }

    private static String withoutEnding(String word, int region) {
        for (String ending : ENDINGS) {
            if (!endsIn(word, ending, region)) {
                continue;
            }
            String stem = word.substring(0, word.length() - ending.length());
            if (ending.equals("erte") || ending.equals("ert")) {
                return stem + "er";
            }
            return ending.equals("s") && !mayLoseS(stem) ? word : stem;
        }
        return word;
    }

    private static boolean mayLoseS(String stem) {
        if (stem.isEmpty()) {
            return false;
        }
        char last = stem.charAt(stem.length() - 1);
        boolean behindConsonant = stem.length() > 1 && !isVowel(stem.charAt(stem.length() - 2));
        return "bcdfghjlmnoprtvyz".indexOf(last) >= 0 || last == 'k' && behindConsonant;
    }

    private static boolean endsIn(String word, String ending, int region) {
        return word.endsWith(ending) && word.length() - ending.length() >= region;
    }

    private static boolean isVowel(char letter) {
        return VOWELS.indexOf(letter) >= 0;
    }
}
