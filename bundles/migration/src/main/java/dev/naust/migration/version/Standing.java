package dev.naust.migration.version;

import dev.naust.api.service.SchemaVersions.State;
import dev.naust.api.service.SchemaVersions.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How files and history stand to each other. Immutable. */
final class Standing {
    private final List<ScriptFile> files;
    private final List<HistoryEntry> history;
    /** The last word of the history on each version. */
    private final TreeMap<VersionNumber, HistoryEntry> last = new TreeMap<>();

    private final Map<String, HistoryEntry> repeated = new LinkedHashMap<>();

    private final boolean strange;

    Standing(List<ScriptFile> files, List<HistoryEntry> history) {
        this(files, history, false);
    }

    /** How files stand to the history of a store that is open. */
    static Standing of(ScriptFolder folder, History history) throws InterruptedException {
        List<HistoryEntry> entries = history.read();
        return new Standing(folder.files(), entries, entries.isEmpty() && history.hasOthers());
    }

    private Standing(List<ScriptFile> files, List<HistoryEntry> history, boolean strange) {
        this.files = files;
        this.history = history;
        this.strange = strange;
        for (HistoryEntry entry : history) {
            if (entry.version().isPresent()) {
                last.put(entry.version().get(), entry);
            } else if (!entry.type().equals("SCHEMA")) {
                repeated.put(entry.description(), entry);
            }
        }
    }

    int nextRank() {
        return history.stream().mapToInt(HistoryEntry::rank).max().orElse(0) + 1;
    }

    List<HistoryEntry> history() {
        return history;
    }

    /** The highest version that was applied, or the baseline. */
    Optional<VersionNumber> current() {
        return last.descendingMap().entrySet().stream()
                .filter(each -> isApplied(each.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean isApplied(HistoryEntry entry) {
        return entry.success() && !entry.isUndo() && !entry.isDeleted();
    }

    /** The versions that are applied, the highest first; a baseline is none. */
    List<HistoryEntry> applied() {
        return last.descendingMap().values().stream()
                .filter(entry -> isApplied(entry) && !entry.isBaseline())
                .toList();
    }

    /** Whether there are tables that no history tells of. */
    boolean isStrange() {
        return strange;
    }

    /** What was begun outside of a transaction and never came to its end. */
    List<HistoryEntry> failed() {
        return history.stream().filter(entry -> !entry.success()).toList();
    }

    Optional<ScriptFile> file(char kind, VersionNumber version) {
        return files.stream()
                .filter(file -> file.kind() == kind && file.version().equals(Optional.of(version)))
                .findFirst();
    }

    /** The version files that were never applied or were taken back, in their order. */
    List<ScriptFile> due() {
        return files.stream()
                .filter(file -> file.kind() == 'V')
                .filter(file -> state(file) == State.PENDING
                        || state(file) == State.UNDONE
                        || state(file) == State.OUT_OF_ORDER)
                .sorted(Comparator.comparing(file -> file.version().orElseThrow()))
                .toList();
    }

    /** The repeatable files that are new or have changed, by name. */
    List<ScriptFile> dueAgain() {
        return files.stream()
                .filter(file -> file.kind() == 'R' && state(file) == State.PENDING)
                .sorted(Comparator.comparing(ScriptFile::description))
                .toList();
    }

    State state(ScriptFile file) {
        if (file.kind() == 'R') {
            HistoryEntry entry = repeated.get(file.description());
            boolean same = entry != null
                    && entry.success()
                    && !entry.isDeleted()
                    && entry.checksum().equals(OptionalInt.of(file.checksum()));
            return entry != null && !entry.success() ? State.FAILED : same ? State.APPLIED : State.PENDING;
        }
        VersionNumber version = file.version().orElseThrow();
        HistoryEntry entry = last.get(version);
        if (entry == null) {
            boolean below =
                    baseline().filter(base -> version.compareTo(base) <= 0).isPresent();
            boolean late =
                    current().filter(highest -> version.compareTo(highest) < 0).isPresent();
            return below ? State.BELOW_BASELINE : late ? State.OUT_OF_ORDER : State.PENDING;
        }
        if (entry.isBaseline()) {
            return State.BASELINE;
        }
        if (!entry.success()) {
            return State.FAILED;
        }
        if (!isApplied(entry)) {
            return State.UNDONE;
        }
        return entry.checksum().isPresent() && entry.checksum().getAsInt() != file.checksum()
                ? State.CHANGED
                : State.APPLIED;
    }

    private Optional<VersionNumber> baseline() {
        return history.stream().filter(HistoryEntry::isBaseline).findFirst().flatMap(HistoryEntry::version);
    }

    /** All versions and repeatable files. */
    List<Version> versions() {
        TreeMap<VersionNumber, Version> versions = new TreeMap<>();
        last.forEach((version, entry) -> {
            if (!entry.isDeleted()) {
                versions.put(version, gone(entry));
            }
        });
        for (ScriptFile file : files) {
            if (file.kind() == 'V') {
                VersionNumber version = file.version().orElseThrow();
                versions.put(version, version(file, Optional.ofNullable(last.get(version))));
            }
        }
        List<Version> all = new ArrayList<>(versions.values());
        files.stream()
                .filter(file -> file.kind() == 'R')
                .forEach(file -> all.add(version(file, Optional.ofNullable(repeated.get(file.description())))));
        repeated.values().stream()
                .filter(entry -> !entry.isDeleted())
                .filter(entry -> files.stream()
                        .noneMatch(
                                file -> file.kind() == 'R' && file.description().equals(entry.description())))
                .forEach(entry -> all.add(gone(entry)));
        return all;
    }

    private Version version(ScriptFile file, Optional<HistoryEntry> entry) {
        State state = state(file);
        Optional<HistoryEntry> ran = entry.filter(each -> state != State.UNDONE);
        return new Version(
                file.version().map(VersionNumber::text),
                file.description(),
                file.path(),
                state,
                OptionalInt.of(file.checksum()),
                ran.map(HistoryEntry::installedOn).orElse(""),
                ran.map(HistoryEntry::installedBy).orElse(""),
                ran.map(each -> OptionalInt.of(each.milliseconds())).orElse(OptionalInt.empty()),
                file.version().flatMap(version -> file('U', version)).isPresent());
    }

    private static Version gone(HistoryEntry entry) {
        State state = entry.isBaseline()
                ? State.BASELINE
                : !entry.success() ? State.FAILED : entry.isUndo() ? State.UNDONE : State.MISSING;
        return new Version(
                entry.version().map(VersionNumber::text),
                entry.description(),
                entry.script(),
                state,
                entry.checksum(),
                entry.installedOn(),
                entry.installedBy(),
                OptionalInt.of(entry.milliseconds()),
                false);
    }

    /** Where the files are not what was run, one sentence each. */
    List<String> drift() {
        List<String> drift = new ArrayList<>();
        for (Version version : versions()) {
            if (version.state() == State.CHANGED) {
                drift.add("The file " + version.script() + " was changed after it was run. Put it back, or make a new"
                        + " version; if only its form changed, repair the history.");
            } else if (version.state() == State.MISSING && !isBeyond(version)) {
                drift.add("The file " + version.script()
                        + " was run and is gone. Put it back, or repair the history if it is gone for good.");
            }
        }
        return drift;
    }

    /** What was run and has no file any more, of versions that are not above all files. */
    List<HistoryEntry> missing() {
        List<String> gone = versions().stream()
                .filter(version -> version.state() == State.MISSING && !isBeyond(version))
                .map(Version::script)
                .toList();
        return Stream.concat(last.values().stream(), repeated.values().stream())
                .filter(entry -> isApplied(entry) && gone.contains(entry.script()))
                .toList();
    }

    /** The highest file that stands for all versions up to its own; counts where nothing was run yet. */
    Optional<ScriptFile> start(Optional<VersionNumber> end) {
        return files.stream()
                .filter(file -> file.kind() == 'B' && history.isEmpty())
                .filter(file -> end.isEmpty() || file.version().orElseThrow().compareTo(end.get()) <= 0)
                .max(Comparator.comparing(file -> file.version().orElseThrow()));
    }

    /** A version above all files was run by somebody who has newer files. */
    private boolean isBeyond(Version version) {
        return version.version()
                .map(VersionNumber::of)
                .filter(number -> files.stream()
                        .flatMap(file -> file.version().stream())
                        .allMatch(file -> file.compareTo(number) < 0))
                .isPresent();
    }
}
