package dev.naust.migration.version;

import dev.naust.api.service.SchemaVersions.Action;
import dev.naust.api.service.SchemaVersions.Plan;
import dev.naust.api.service.SchemaVersions.State;
import dev.naust.api.service.SchemaVersions.Step;
import dev.naust.api.service.SchemaVersions.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Works out what has to be run. For one thread. */
final class Planning {
    private final String store;
    private final Standing standing;
    private final Wanted wanted;
    private final Scripts scripts;
    private final ScriptFolder folder;
    private final List<ScriptFile> due = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> blockers = new ArrayList<>();

    Planning(String store, Standing standing, Wanted wanted, Scripts scripts, ScriptFolder folder) {
        this.store = store;
        this.folder = folder;
        this.standing = standing;
        this.wanted = wanted;
        this.scripts = scripts;
        target();
        warnings.addAll(folder.warnings());
        switch (wanted.action()) {
            case MIGRATE -> migrate();
            case UNDO -> undo();
            case BASELINE -> baseline();
            case REPAIR -> repair();
        }
    }

    /** The files in the order in which they are to be run. */
    List<ScriptFile> due() {
        return due;
    }

    /** Reads the files that are due; once is enough. */
    Plan plan() throws InterruptedException {
        for (ScriptFile callback : due.isEmpty() ? List.<ScriptFile>of() : folder.callbacks()) {
            scripts.prepare(callback);
        }
        List<Step> steps = new ArrayList<>();
        for (ScriptFile file : due) {
            steps.add(step(file));
        }
        return new Plan(store, wanted.action(), steps, warnings, blockers);
    }

    private Step step(ScriptFile file) throws InterruptedException {
        Scripts.Prepared prepared = scripts.prepare(file);
        return new Step(
                file.version().map(VersionNumber::text),
                file.description(),
                file.path(),
                prepared.transactional(),
                prepared.first(),
                prepared.note());
    }

    private Optional<VersionNumber> target() {
        try {
            return wanted.target().filter(text -> !text.equals("latest")).map(VersionNumber::of);
        } catch (IllegalArgumentException e) {
            blockers.add(e.getMessage() + ".");
            return Optional.empty();
        }
    }

    private void migrate() {
        blockers.addAll(standing.drift());
        refuseFailed();
        Optional<VersionNumber> target = blockers.isEmpty() ? target() : Optional.empty();
        if (target.isPresent()
                && standing.file('V', target.get()).isEmpty()
                && standing.applied().stream()
                        .noneMatch(entry -> entry.version().equals(target))) {
            blockers.add("There is no version " + target.get() + ".");
        }
        if (standing.isStrange() && !standing.due().isEmpty()) {
            warnings.add(
                    "The store has tables and no history of versions: all files would be run from the first. Where the"
                            + " tables were made by such files already, set a baseline, or name Flyway's table in flyway.conf"
                            + " (flyway.table=…).");
        }
        Optional<ScriptFile> start = standing.start(target);
        start.ifPresent(due::add);
        for (ScriptFile file : standing.due()) {
            if (start.filter(base -> file.version()
                                    .orElseThrow()
                                    .compareTo(base.version().orElseThrow())
                            <= 0)
                    .isPresent()) {
                continue;
            }
            boolean above = target.filter(end -> file.version().orElseThrow().compareTo(end) > 0)
                    .isPresent();
            boolean late = standing.state(file) == State.OUT_OF_ORDER;
            if (late && !wanted.outOfOrder()) {
                blockers.add("The file " + file.path() + " is below the version that the store is at and was never run."
                        + " Give it a higher version, or allow running out of order.");
            } else if (!above) {
                due.add(file);
                if (late) {
                    warnings.add("The file " + file.path() + " is run out of order.");
                }
            }
        }
        if (target.isEmpty()) {
            due.addAll(standing.dueAgain());
        }
    }

    private void refuseFailed() {
        standing.failed()
                .forEach(entry -> blockers.add("The file " + entry.script()
                        + " failed half-way last time, or is running now. Put the store in order by hand, then repair the"
                        + " history."));
    }

    private void undo() {
        refuseFailed();
        Optional<VersionNumber> target = target();
        List<HistoryEntry> applied = standing.applied();
        List<HistoryEntry> back = target.isPresent()
                ? applied.stream()
                        .filter(entry -> entry.version().orElseThrow().compareTo(target.get()) > 0)
                        .toList()
                : applied.stream().limit(1).toList();
        if (back.isEmpty()) {
            blockers.add("There is nothing to take back.");
        }
        for (HistoryEntry entry : back) {
            VersionNumber version = entry.version().orElseThrow();
            standing.file('U', version)
                    .ifPresentOrElse(
                            due::add,
                            () -> blockers.add("There is no file U" + version + "__… that takes version " + version
                                    + " back. Write it, or go forward with a new version."));
        }
    }

    private void baseline() {
        if (!standing.history().isEmpty()) {
            blockers.add("The store has a history already; a baseline is for one that has none.");
        }
    }

    private void repair() {
        if (standing.history().isEmpty()) {
            blockers.add("The store has no history that could be repaired.");
        }
    }

    /** Whether something is to be done at all. */
    boolean isIdle() {
        return due.isEmpty() && (wanted.action() == Action.MIGRATE || wanted.action() == Action.UNDO);
    }
}
