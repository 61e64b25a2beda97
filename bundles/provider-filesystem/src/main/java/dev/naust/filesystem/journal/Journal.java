package dev.naust.filesystem.journal;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.disk.Durable;
import dev.naust.filesystem.disk.Locks;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.Workshop;
import dev.naust.json.ExactJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Writes changes down for those who follow: each commit one file, named by the numbers of its changes. The file lies there as
 * pending before the commit and is settled after it, so that a change is told exactly when it happened, also after a crash.
 * All of it happens under one lock of the folder. Safe for several threads and processes.
 */
public final class Journal {
    private static final String LOCK = "the journal of changes";
    private static final String STATE = "followers.json";
    private static final ExactJson JSON = new ExactJson();

    private final Clock clock;
    private final Path folder;
    private final Workshop workshop;
    private final Locks locks;

    public Journal(Root root, Workshop workshop, Locks locks, Clock clock) {
        this.clock = clock;
        this.folder = root.own().resolve("changes");
        this.workshop = workshop;
        this.locks = locks;
    }

    /** Which revision a collection has; empty where there is none of this name. */
    @FunctionalInterface
    public interface Revisions {
        OptionalLong of(String collection);
    }

    /** Hands changes over, one by one. */
    @FunctionalInterface
    public interface Changes {
        void each(Sink sink) throws IOException, InterruptedException;
    }

    /** Takes one change. */
    @FunctionalInterface
    public interface Sink {
        void take(Entry entry) throws IOException;
    }

    /** When what is written down happens. */
    public Instant now() {
        return clock.instant();
    }

    /** Where the files lie. */
    public Path folder() {
        return folder;
    }

    /** Whether changes of a collection are to be written down; true until the caller gives the collection's lock back. */
    public boolean isFollowed(String collection) {
        return state().follow(collection);
    }

    /** Commits something, and tells its changes if it was committed. */
    public <T> T recording(String collection, long revision, Changes changes, Revisions revisions, Locks.Work<T> commit)
            throws IOException, InterruptedException {
        return locks.holding(LOCK, () -> {
            settle(revisions);
            Optional<JournalFile> pending = write(collection, revision, changes);
            T result = commit.run();
            if (pending.isPresent()) {
                pending.get().settled(folder);
            }
            return result;
        });
    }

    /** Tells changes that happened already. */
    private void tell(String collection, Changes changes) throws IOException, InterruptedException {
        Optional<JournalFile> written = write(collection, 0, changes);
        if (written.isPresent()) {
            written.get().settled(folder);
        }
    }

    /** Settles what a killed process left; before anything happens to collections that could hide what it had done. */
    public void settleAll(Revisions revisions) throws IOException, InterruptedException {
        if (Files.isDirectory(folder)) {
            locks.holding(LOCK, () -> {
                settle(revisions);
                return true;
            });
        }
    }

    /** Where a follower's changes begin: here, where it is new. */
    public long follow(String name, Set<String> collections, Map<String, Map<String, String>> marks)
            throws IOException, InterruptedException {
        return locks.holding(LOCK, () -> {
            Followers now = state();
            Long known = now.passed().get(name);
            if (known != null) {
                return known;
            }
            long from = JournalFile.last(folder, now.last());
            keep(now.with(name, collections, from, marks));
            return from;
        });
    }

    public void forget(String name) throws IOException, InterruptedException {
        if (state().passed().containsKey(name)) {
            change(now -> now.without(name));
        }
    }

    /** Notes that a follower has dealt with everything up to a number. */
    public void pass(String name, long number) throws IOException, InterruptedException {
        Followers now = state();
        requireKept(now, name, number);
        if (now.passed().get(name) < number) {
            change(current -> current.withPassed(name, number));
        }
    }

    /** Reads on, under the lock. */
    public <T> T reading(String name, long after, Revisions revisions, Reading<T> reading)
            throws IOException, InterruptedException {
        return locks.holding(LOCK, () -> {
            settle(revisions);
            Followers now = state();
            requireKept(now, name, after);
            return reading.of(now);
        });
    }

    /** What is done with the state of those who follow. */
    public interface Reading<T> {
        T of(Followers now) throws IOException, InterruptedException;
    }

    /** Notes what a folder holds now, when its changes are told; the caller is reading. */
    public void note(String collection, Map<String, String> marks, Changes changes)
            throws IOException, InterruptedException {
        tell(collection, changes);
        keep(state().withFolder(collection, marks));
    }

    private void requireKept(Followers now, String name, long number) throws IOException {
        Long passed = now.passed().get(name);
        if (passed == null) {
            throw new StoreException(
                    CommonError.CHANGES_GONE, "Nobody called \"" + name + "\" follows here; follow first");
        }
        if (number < passed || number > JournalFile.last(folder, now.last())) {
            throw new StoreException(
                    CommonError.CHANGES_GONE,
                    "The changes behind this place are not kept any more; copy the collections and follow them anew");
        }
    }

    private void change(UnaryOperator<Followers> change) throws IOException, InterruptedException {
        locks.holding(LOCK, () -> {
            Followers after = change.apply(state());
            long last = JournalFile.last(folder, after.last());
            keep(after.withLast(last));
            long needed = after.passed().values().stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElse(last);
            for (JournalFile file : JournalFile.settledIn(folder)) {
                if (file.last() <= needed) {
                    Files.deleteIfExists(file.path());
                }
            }
            return true;
        });
    }

    private Followers state() {
        return Followers.read(folder.resolve(STATE));
    }

    private void keep(Followers state) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = workshop.place();
        try {
            state.write(unfinished);
            Durable.replace(unfinished, folder.resolve(STATE));
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private Optional<JournalFile> write(String collection, long revision, Changes changes)
            throws IOException, InterruptedException {
        long first = JournalFile.last(folder, state().last()) + 1;
        Path unfinished = workshop.place();
        try {
            long[] next = {first};
            try (BufferedWriter out = Files.newBufferedWriter(unfinished)) {
                out.write(JSON.write(
                        Document.of(Map.of("collection", Text.of(collection), "revision", Value.int64(revision)))));
                out.write('\n');
                changes.each(entry -> {
                    out.write(JSON.write(entry.numbered(next[0]++).document()));
                    out.write('\n');
                });
            }
            if (next[0] == first) {
                return Optional.empty();
            }
            Durable.force(unfinished);
            return Optional.of(JournalFile.pending(folder, unfinished, first, next[0] - first));
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private void settle(Revisions revisions) throws IOException {
        for (JournalFile file : JournalFile.pendingIn(folder)) {
            Document head = file.head();
            String collection = ((Text) head.get("collection").orElseThrow()).string();
            long revision = ((Value.Int64) head.get("revision").orElseThrow()).number();
            OptionalLong now = revisions.of(collection);
            if (revision == 0 || now.isPresent() && now.getAsLong() >= revision) {
                file.settled(folder);
            } else {
                Files.deleteIfExists(file.path());
            }
        }
    }
}
