package dev.naust.memory.word;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The languages whose endings are known, and words as they are. */
public enum Language {
    NONE(word -> word),
    ENGLISH(word -> new EnglishStem(word).toString()),
    NORWEGIAN(NorwegianStem::of);

    private final UnaryOperator<String> stem;

    Language(UnaryOperator<String> stem) {
        this.stem = stem;
    }

    /** The language of this name; empty when it is not known. */
    public static Optional<Language> named(String name) {
        return Arrays.stream(values())
                .filter(each -> each != NONE && each.title().equals(name))
                .findFirst();
    }

    /** The names of all languages, sorted. */
    public static Set<String> names() {
        return Arrays.stream(values())
                .filter(each -> each != NONE)
                .map(Language::title)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the forms of a word have in common. */
    public String stem(String word) {
        return stem.apply(word);
    }

    private String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
