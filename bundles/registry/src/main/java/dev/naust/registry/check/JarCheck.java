package dev.naust.registry.check;

import dev.naust.api.service.ConfigProblem;
import dev.naust.registry.config.Pointers;
import dev.naust.registry.lifecycle.Ask;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was found out about a file that somebody wants to be a plugin.
 *
 * @param name its bundle's symbolic name; empty when that cannot be told
 * @param version its bundle's version; empty when that cannot be told
 * @param problems why it is refused; empty when it is sound
 * @param tooLarge whether it is refused because it is more than this server unpacks
 * @param warnings what may keep it from running now, each to follow its name
 */
public record JarCheck(
        String name, String version, List<ConfigProblem> problems, boolean tooLarge, List<String> warnings) {
    public JarCheck {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /**
     * Looks at all of a file.
     *
     * @param lacking says in plain words what of a list is not here
     */
    public static JarCheck of(Path file, Function<List<Ask>, Optional<String>> lacking) throws IOException {
        return of(file, lacking, Runtime.version().feature());
    }

    static JarCheck of(Path file, Function<List<Ask>, Optional<String>> lacking, int java) throws IOException {
        JavaVersions versions = new JavaVersions(java);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            List<ZipEntryRecord> entries = ZipDirectory.read(channel);
            EntryNames.checkTogether(entries);
            Contents contents = new Contents(new Budget(channel.size()), versions);
            contents.read(channel, entries);
            ManifestRules rules = new ManifestRules(lacking);
            rules.judge(contents.manifest());
            return whole(rules, versions);
        } catch (BadArchiveException e) {
            String pointer = e.entry().isEmpty() ? "" : Pointers.child("", e.entry());
            return new JarCheck("", "", List.of(new ConfigProblem(pointer, e.words())), e.isTooLarge(), List.of());
        }
    }

    /** Why a file could be read in two ways, to follow its name; empty when it cannot. */
    public static Optional<String> ambiguity(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            EntryNames.checkTogether(ZipDirectory.read(channel));
            return Optional.empty();
        } catch (BadArchiveException e) {
            return Optional.of((e.entry().isEmpty() ? "" : "holds " + e.entry() + ", which ") + e.words());
        }
    }

    private static JarCheck whole(ManifestRules rules, JavaVersions versions) {
        List<ConfigProblem> problems = new ArrayList<>(rules.problems());
        versions.fault().ifPresent(fault -> problems.add(new ConfigProblem("", fault)));
        List<String> warnings = new ArrayList<>(rules.warnings());
        versions.warning().ifPresent(warnings::add);
        return new JarCheck(rules.name(), rules.version(), problems, false, warnings);
    }
}
