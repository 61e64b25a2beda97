package dev.naust.migration.version;

import dev.naust.api.service.RunProgress;
import dev.naust.api.service.SchemaVersions.Action;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Runs single files in a session, with what goes before and after each, and notes them in the history. For one thread. */
final class ScriptRun {
    private static final Duration LONGEST = Duration.ofHours(12);

    private final String store;
    private final Session session;
    private final History history;
    private final Scripts scripts;
    private final ScriptFolder folder;
    private final RunProgress progress;

    ScriptRun(
            String store,
            Session session,
            History history,
            Scripts scripts,
            ScriptFolder folder,
            RunProgress progress) {
        this.store = store;
        this.session = session;
        this.history = history;
        this.scripts = scripts;
        this.folder = folder;
        this.progress = progress;
    }

    /** Each file of an event is a transaction of its own, where it can be one. */
    void callbacks(String event) throws InterruptedException {
        for (ScriptFile file : folder.at(event)) {
            Scripts.Prepared prepared = scripts.prepare(file);
            if (!prepared.transactional()) {
                execute(file, prepared);
                continue;
            }
            session.begin();
            boolean kept = false;
            try {
                execute(file, prepared);
                session.commit();
                kept = true;
            } finally {
                if (!kept) {
                    undo();
                }
            }
        }
    }

    /** The files of an event that tells of a failure; one of their own takes nothing from what is said of the first. */
    void afterFailure(String event) throws InterruptedException {
        try {
            callbacks(event);
        } catch (StoreException e) {
            progress.warn("What was to run after the failure failed, too: " + e.getMessage());
        }
    }

    /** Those around a file are part of its transaction. */
    private void around(String event) throws InterruptedException {
        for (ScriptFile file : folder.at(event)) {
            execute(file, scripts.prepare(file));
        }
    }

    /** Runs a file and notes it in the history. */
    void one(ScriptFile file, Action action, int rank) throws InterruptedException {
        Scripts.Prepared prepared = scripts.prepare(file);
        if (prepared.transactional()) {
            whole(file, action, prepared, rank);
        } else {
            oneByOne(file, action, prepared, rank);
        }
    }

    private void whole(ScriptFile file, Action action, Scripts.Prepared prepared, int rank)
            throws InterruptedException {
        long begun = System.nanoTime();
        session.begin();
        boolean kept = false;
        try {
            requireUnmoved(rank);
            around(Callbacks.event("beforeEach", action));
            execute(file, prepared);
            around(Callbacks.event("afterEach", action));
            history.settle();
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
    private void oneByOne(ScriptFile file, Action action, Scripts.Prepared prepared, int rank)
            throws InterruptedException {
        long begun = System.nanoTime();
        requireUnmoved(rank);
        history.add(entry(file, rank, begun, false));
        Scripts.OpenEnd end = scripts.new OpenEnd();
        boolean whole = false;
        try {
            around(Callbacks.event("beforeEach", action));
            scripts.each(file, prepared, statement -> {
                execute(file, statement);
                end.passed(statement.text());
            });
            end(end.ending("COMMIT"));
            around(Callbacks.event("afterEach", action));
            whole = true;
        } finally {
            if (!whole) {
                leave(end.ending("ROLLBACK"));
            }
        }
        history.settle();
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
        if (new Standing(List.of(), history.read()).nextRank() != rank) {
            throw new StoreException(
                    ServiceError.SCHEMA_BUSY,
                    "Another runner changed the structure of " + store
                            + " meanwhile. Look at its versions and start anew.");
        }
    }

    private void execute(ScriptFile file, Scripts.Prepared prepared) throws InterruptedException {
        scripts.each(file, prepared, statement -> execute(file, statement));
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
                (file.kind() == 'U' ? "UNDO_" : "")
                        + (file.isJson() ? "JSON" : "SQL")
                        + (file.kind() == 'B' ? "_BASELINE" : ""),
                file.path(),
                OptionalInt.of(file.checksum()),
                "naust",
                "",
                (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)),
                success);
    }
}
