package dev.naust.migration.version;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.SchemaVersions.Action;
import dev.naust.api.service.SchemaVersions.Wanted;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Runs what is due in one session of a store, under the lock that keeps others out. For one thread. */
final class Runner {
    private static final Duration LONGEST = Duration.ofHours(12);

    private final String store;
    private final Session session;
    private final History history;
    private final Scripts scripts;
    private final Path folder;
    private final RunProgress progress;
    private final List<String> done = new ArrayList<>();

    Runner(String store, Session session, History history, Scripts scripts, Path folder, RunProgress progress) {
        this.store = store;
        this.session = session;
        this.history = history;
        this.scripts = scripts;
        this.folder = folder;
        this.progress = progress;
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
                    "Another runner is changing the structure of " + store + ". Wait until it has ended.");
        }
        Standing standing = standing();
        String before = standing.current().map(VersionNumber::text).orElse("");
        Planning planning = new Planning(store, standing, wanted, scripts);
        planning.plan().warnings().forEach(progress::warn);
        if (!planning.plan().canProceed()) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED,
                    String.join("\n", planning.plan().blockers()));
        }
        switch (wanted.action()) {
            case BASELINE -> baseline(wanted);
            case REPAIR -> repair(standing);
            case MIGRATE, UNDO -> files(planning.due(), wanted, before);
        }
        return report(wanted, before);
    }

    private Standing standing() throws InterruptedException {
        return new Standing(ScriptFile.of(folder), history.read());
    }

    private void files(List<ScriptFile> due, Wanted wanted, String before)
            throws InterruptedException, RunFailedException {
        progress.total(due.size());
        if (!due.isEmpty()) {
            history.create();
        }
        int rank = standing().nextRank();
        for (ScriptFile file : due) {
            progress.stage(file.path());
            try {
                one(file, rank++);
            } catch (StoreException e) {
                progress.error(e.getMessage());
                throw new RunFailedException(e.getMessage(), report(wanted, before));
            }
            done.add(file.path());
            progress.advance(1);
        }
    }

    private void one(ScriptFile file, int rank) throws InterruptedException {
        Scripts.Prepared prepared = scripts.prepare(file);
        if (prepared.transactional()) {
            whole(file, prepared.statements(), rank);
        } else {
            oneByOne(file, prepared, rank);
        }
    }

    private void whole(ScriptFile file, List<StatementSplitter.Statement> statements, int rank)
            throws InterruptedException {
        long begun = System.nanoTime();
        session.begin();
        boolean kept = false;
        try {
            requireUnmoved(rank);
            for (StatementSplitter.Statement statement : statements) {
                execute(file, statement);
            }
            history.add(entry(file, rank, begun, true));
            session.commit();
            kept = true;
        } finally {
            if (!kept) {
                undo();
            }
        }
    }

    private void undo() throws InterruptedException {
        try {
            session.rollback();
        } catch (StoreException e) {
            progress.warn("What the file did is undone when the session ends, which it does now: " + e.getMessage());
        }
    }

    /** The history says that the file failed until it has not: so it does too when this process dies in the middle. */
    private void oneByOne(ScriptFile file, Scripts.Prepared prepared, int rank) throws InterruptedException {
        long begun = System.nanoTime();
        requireUnmoved(rank);
        history.add(entry(file, rank, begun, false));
        int ran = 0;
        boolean done = false;
        try {
            for (StatementSplitter.Statement statement : prepared.statements()) {
                execute(file, statement);
                ran++;
            }
            end(prepared.ending(ran, "COMMIT"));
            done = true;
        } finally {
            if (!done) {
                leave(prepared.ending(ran, "ROLLBACK"));
            }
        }
        history.succeed(entry(file, rank, begun, true));
    }

    private void end(Optional<String> ending) throws InterruptedException {
        if (ending.isPresent()) {
            session.execute(ending.get(), LONGEST);
        }
    }

    private void leave(Optional<String> ending) throws InterruptedException {
        try {
            end(ending);
        } catch (StoreException e) {
            progress.warn("The file's own transaction ends with the session, which ends now: " + e.getMessage());
        }
    }

    /** Where no lock reaches other programs, the transaction does: whoever came first has the next number. */
    private void requireUnmoved(int rank) throws InterruptedException {
        if (standing().nextRank() != rank) {
            throw new StoreException(
                    ServiceError.SCHEMA_BUSY,
                    "Another runner changed the structure of " + store
                            + " meanwhile. Look at its versions and start anew.");
        }
    }

    private void execute(ScriptFile file, StatementSplitter.Statement statement) throws InterruptedException {
        try {
            session.execute(statement.text(), LONGEST);
        } catch (StoreException e) {
            throw new StoreException(
                    e.code(),
                    "The file " + file.path() + " failed in " + (file.isJson() ? "command " : "line ")
                            + statement.line() + ": " + e.getMessage(),
                    e);
        }
    }

    private static HistoryEntry entry(ScriptFile file, int rank, long begun, boolean success) {
        return new HistoryEntry(
                rank,
                file.version(),
                file.description(),
                (file.kind() == 'U' ? "UNDO_" : "") + (file.isJson() ? "JSON" : "SQL"),
                file.path(),
                OptionalInt.of(file.checksum()),
                "naust",
                "",
                (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)),
                success);
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
