package dev.naust.cli.scaffold;

import dev.naust.cli.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/**
 * What a new plugin's parts are called.
 *
 * @param name the folder and the jar: {@code note-book}
 * @param javaPackage {@code org.example.notebook}
 * @param id the provider's id, which store configurations name as their type
 */
public record PluginNames(String name, String javaPackage, String id) {
    private static final String NAME = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
    private static final int LONGEST_NAME = 40;
    private static final String ID = "[a-z][a-z0-9-]{0,62}";

    /**
     * Names that follow from one, where they are not given.
     *
     * @throws Refusal when one of them cannot be used, in one sentence
     */
    public static PluginNames of(String name, Optional<String> javaPackage, Optional<String> id) {
        if (!name.matches(NAME) || name.length() > LONGEST_NAME) {
            throw Refusal.usage("The name " + quoted(name) + " cannot be used: take up to " + LONGEST_NAME
                    + " small letters, digits and single hyphens, beginning with a letter, such as note-book.");
        }
        PluginNames names =
                new PluginNames(name, javaPackage.orElse("org.example." + name.replace("-", "")), id.orElse(name));
        if (!names.id.matches(ID)) {
            throw Refusal.usage("The id " + quoted(names.id)
                    + " cannot be used: take up to 63 small letters, digits and hyphens, beginning with a letter.");
        }
        if (!SourceVersion.isName(names.javaPackage) || names.isTaken()) {
            throw Refusal.usage("The package " + quoted(names.javaPackage)
                    + " cannot be used: give one of your own with --package, such as org.example.notes.");
        }
        return names;
    }

    /** What every class's name begins with: {@code NoteBook}. */
    String prefix() {
        return Arrays.stream(name.split("-")).map(PluginNames::capital).collect(Collectors.joining());
    }

    /** The name for people: {@code Note book}. */
    String title() {
        return capital(name.replace('-', ' '));
    }

    /** A package that the JDK or Naust owns; a bundle with classes in it would not be started. */
    private boolean isTaken() {
        String inner = javaPackage + ".";
        return inner.startsWith("java.") || inner.startsWith("dev.naust.");
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static String quoted(String given) {
        return '"' + given + '"';
    }
}
