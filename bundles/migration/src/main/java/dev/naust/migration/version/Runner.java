package dev.naust.migration.version;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.SchemaVersions.Action;
import dev.naust.api.service.SchemaVersions.Plan;
import dev.naust.api.service.SchemaVersions.Wanted;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs what is due in one session of a store, under the lock that keeps others out. For one thread. */
final class Runner {
    private final String store;
    private final Session session;
    private final History history;
    private final Scripts scripts;
    private final ScriptFolder folder;
    private final RunProgress progress;
    private final ScriptRun files;
    private final List<String> done = new ArrayList<>();

    Runner(String store, Session session, History history, Scripts scripts, ScriptFolder folder, RunProgress progress) {
        this.store = store;
        this.session = session;
        this.history = history;
        this.scripts = scripts;
        this.folder = folder;
        this.progress = progress;
        this.files = new ScriptRun(store, session, history, scripts, folder, progress);
    }

    /**
     * Does what is wanted.
     *
     * @return the report
     * @throws StoreException when somebody else is at it, or something speaks against it
     * @throws RunFailedException when a file failed; those before it stay
     */
    Document run(Wanted wanted) throws InterruptedException, RunFailedException {
        if (!session.lock(history.lock())) {
            throw new StoreException(
                    ServiceError.SCHEMA_BUSY,
                    "Another runner is changing the structure of " + store + ". Wait until it has ended; one that was"
                            + " killed stands in the way until the statement that it had sent has ended.");
        }
        Standing standing = standing();
        String before = standing.current().map(VersionNumber::text).orElse("");
        Planning planning = new Planning(store, standing, wanted, scripts, folder);
        Plan plan = planning.plan();
        plan.warnings().forEach(progress::warn);
        if (!plan.canProceed()) {
            throw new StoreException(ServiceError.SCHEMA_BLOCKED, String.join("\n", plan.blockers()));
        }
        switch (wanted.action()) {
            case BASELINE -> baseline(wanted);
            case REPAIR -> repair(standing);
            case MIGRATE, UNDO -> files(planning.due(), wanted, before);
        }
        return report(wanted, before);
    }

    private Standing standing() throws InterruptedException {
        return Standing.of(folder, history);
    }

    private void files(List<ScriptFile> due, Wanted wanted, String before)
            throws InterruptedException, RunFailedException {
        progress.total(due.size());
        try {
            if (!due.isEmpty()) {
                history.create();
            }
            int rank = standing().nextRank();
            files.callbacks(Callbacks.event("before", wanted.action()));
            boolean repeated = false;
            for (ScriptFile file : due) {
                if (file.kind() == 'R' && !repeated) {
                    repeated = true;
                    between(done.isEmpty());
                }
                progress.stage(file.path());
                one(file, wanted.action(), rank++);
                done.add(file.path());
                progress.advance(1);
            }
            if (!repeated && wanted.action() == Action.MIGRATE) {
                between(done.isEmpty());
            }
            if (!done.isEmpty() && wanted.action() == Action.MIGRATE) {
                files.callbacks("afterMigrateApplied");
            }
            files.callbacks(Callbacks.event("after", wanted.action()));
        } catch (StoreException e) {
            progress.error(e.getMessage());
            files.afterFailure(Callbacks.error("after", wanted.action()));
            throw new RunFailedException(e.getMessage(), report(wanted, before));
        }
    }

    private void one(ScriptFile file, Action action, int rank) throws InterruptedException {
        try {
            files.one(file, action, rank);
        } catch (StoreException e) {
            files.afterFailure(Callbacks.error("afterEach", action));
            throw e;
        }
    }

    private void between(boolean nothingRan) throws InterruptedException {
        if (!nothingRan) {
            files.callbacks("afterVersioned");
        }
        files.callbacks("beforeRepeatables");
    }

    private void baseline(Wanted wanted) throws InterruptedException {
        VersionNumber version = VersionNumber.of(wanted.target().orElse("1"));
        history.create();
        history.add(new HistoryEntry(
                1,
                Optional.of(version),
                HistoryEntry.BASELINE,
                "BASELINE",
                HistoryEntry.BASELINE,
                OptionalInt.empty(),
                "naust",
                "",
                0,
                true));
        done.add(HistoryEntry.BASELINE);
    }

    private void repair(Standing standing) throws InterruptedException {
        for (HistoryEntry entry : standing.history()) {
            if (!entry.success()) {
                history.remove(entry);
                done.add("Forgot the failed " + entry.script());
            }
        }
        for (HistoryEntry entry : standing.applied()) {
            Optional<ScriptFile> file = standing.file('V', entry.version().orElseThrow());
            if (file.isPresent()
                    && !entry.checksum().equals(OptionalInt.of(file.get().checksum()))) {
                history.setChecksum(entry, file.get().checksum());
                done.add("Took the checksum of " + file.get().path());
            }
        }
        int rank = standing.nextRank();
        for (HistoryEntry entry : standing.missing()) {
            history.add(deleted(entry, rank++));
            done.add("Noted that " + entry.script() + " is gone for good");
        }
    }

    /** As Flyway notes it. */
    private static HistoryEntry deleted(HistoryEntry entry, int rank) {
        return new HistoryEntry(
                rank,
                entry.version(),
                entry.description(),
                "DELETE",
                entry.script(),
                entry.checksum(),
                "naust",
                "",
                0,
                true);
    }

    private Document report(Wanted wanted, String before) throws InterruptedException {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("store", Value.text(store));
        fields.put("action", Value.text(wanted.action().name()));
        fields.put("from", Value.text(before));
        fields.put(
                "to", Value.text(standing().current().map(VersionNumber::text).orElse("")));
        fields.put("done", new Value.Array(done.stream().<Value>map(Value::text).toList()));
        return Document.of(fields);
    }

    /** Whether an action changes the structure, and not only what is remembered of it. */
    static boolean changesStructure(Action action) {
        return action == Action.MIGRATE || action == Action.UNDO;
    }
}
