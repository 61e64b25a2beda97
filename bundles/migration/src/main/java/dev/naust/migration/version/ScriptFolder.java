package dev.naust.migration.version;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The files of a store's folder as they lie there now. Links are followed, and what is hidden is left out, as Flyway does.
 *
 * @param files the versions, what takes them back, and what is repeated
 * @param callbacks what is run before and after, named by the event, in their order
 * @param warnings what lies there and is not run or followed, one sentence each
 */
record ScriptFolder(List<ScriptFile> files, List<ScriptFile> callbacks, List<String> warnings) {
    private static final int DEEPEST = 8;
    /** Whoever calls a file so means it to be run. */
    private static final Pattern MEANT = Pattern.compile("(?i)(?:[VUB]\\d.*|[VURB]_.*)");

    ScriptFolder {
        files = List.copyOf(files);
        callbacks = List.copyOf(callbacks);
        warnings = List.copyOf(warnings);
    }

    /** A folder, which need not be there, with nothing known of the store. */
    static ScriptFolder of(Path folder) {
        return of(folder, Map.of());
    }

    /**
     * A folder, which need not be there.
     *
     * @param known what placeholders stand for that tell of the store
     * @throws StoreException when a file cannot be read, is named in no known way, or two have the same version
     */
    static ScriptFolder of(Path folder, Map<String, String> known) {
        try {
            FlywaySettings settings = FlywaySettings.of(folder);
            Reading reading = new Reading(folder, settings, Placeholders.of(settings, known));
            reading.all();
            refuseTwins(reading.files);
            return new ScriptFolder(
                    reading.files,
                    reading.callbacks.stream()
                            .sorted(Comparator.comparing(ScriptFile::path))
                            .toList(),
                    Stream.concat(settings.warnings().stream(), reading.warnings.stream())
                            .toList());
        } catch (IOException | UncheckedIOException e) {
            throw wrong("The folder " + folder.getFileName() + " cannot be read: " + e.getMessage());
        }
    }

    /** What is run at an event. */
    List<ScriptFile> at(String event) {
        return callbacks.stream()
                .filter(file -> file.description().equals(event))
                .toList();
    }

    /** One look through a folder. */
    private static final class Reading {
        private final Path folder;
        private final FlywaySettings settings;
        private final Placeholders placeholders;
        private final List<ScriptFile> files = new ArrayList<>();
        private final List<ScriptFile> callbacks = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Reading(Path folder, FlywaySettings settings, Placeholders placeholders) {
            this.folder = folder;
            this.settings = settings;
            this.placeholders = placeholders;
        }

        void all() throws IOException {
            if (!Files.isDirectory(folder)) {
                return;
            }
            List<Path> found;
            try (Stream<Path> all = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
                found = all.filter(path -> !isHidden(folder.relativize(path)) && !Files.isDirectory(path))
                        .sorted()
                        .toList();
            }
            for (Path path : found) {
                String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
                if (name.endsWith(".sql") || name.endsWith(".json")) {
                    one(path);
                }
            }
        }

        /** Programs keep their own there: versions of a mounted folder, what an editor or a Mac puts beside a file. */
        private static boolean isHidden(Path relative) {
            return StreamSupport.stream(relative.spliterator(), false)
                    .anyMatch(each -> each.toString().startsWith("."));
        }

        private void one(Path path) throws IOException {
            String relative = folder.relativize(path).toString().replace('\\', '/');
            ScriptName name = ScriptName.of(path.getFileName().toString());
            if (name == null && MEANT.matcher(path.getFileName().toString()).matches()) {
                throw wrong("The file " + relative + " is not named as expected: V1__what_it_does.sql, U1__… to take it"
                        + " back, B1__… to stand for all up to it, or R__….sql. Rename it.");
            }
            if (name == null) {
                warnings.add("The file " + relative + " is named like no version and is not run.");
            } else if (!Files.isRegularFile(path)) {
                throw wrong("The file " + relative + " leads to no file that could be read. Put one there, or take it"
                        + " away.");
            } else if (name.isCallback()) {
                ScriptFile file = ScriptFile.read(path, relative, name, settings, placeholders);
                if (Callbacks.EVENTS.contains(file.description())) {
                    callbacks.add(file);
                } else {
                    warnings.add("The file " + relative + " is for an event of Flyway that there is not here. It is not"
                            + " run.");
                }
            } else {
                files.add(ScriptFile.read(path, relative, name, settings, placeholders));
            }
        }
    }

    private static void refuseTwins(List<ScriptFile> files) {
        Map<List<Object>, ScriptFile> seen = new HashMap<>();
        for (ScriptFile file : files) {
            List<Object> key = List.of(
                    file.kind(), file.version().<Object>map(each -> each).orElse(file.description()));
            ScriptFile twin = seen.put(key, file);
            if (twin != null) {
                throw wrong(
                        "The files " + twin.path() + " and " + file.path() + " are for the same version. Rename one.");
            }
        }
    }

    private static StoreException wrong(String message) {
        return new StoreException(ServiceError.SCHEMA_BLOCKED, message);
    }
}
