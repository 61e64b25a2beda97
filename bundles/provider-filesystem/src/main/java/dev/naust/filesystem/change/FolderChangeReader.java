package dev.naust.filesystem.change;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.ChangeReader;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.disk.Guard;
import dev.naust.filesystem.disk.LineFile;
import dev.naust.filesystem.failure.Trouble;
import dev.naust.filesystem.foreign.HandMade;
import dev.naust.filesystem.journal.Entry;
import dev.naust.filesystem.journal.Followers;
import dev.naust.filesystem.journal.Journal;
import dev.naust.filesystem.journal.JournalFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the journal on, and looks what people changed in the folders that are followed. For one thread. */
final class FolderChangeReader implements ChangeReader {
    private static final Logger LOG = LoggerFactory.getLogger(FolderChangeReader.class);
    private static final long MOST_BYTES = 16 << 20;

    private final FolderChangeFeed feed;
    private final String name;
    private final Journal.Revisions revisions;
    private long after;
    private @Nullable Path readFile;
    private long readTo;
    private boolean started;
    private @Nullable FolderWatch watch;
    private volatile boolean closed;

    FolderChangeReader(FolderChangeFeed feed, String name, long after) {
        this.feed = feed;
        this.name = name;
        this.after = after;
        this.revisions = feed.collections()::revision;
    }

    @Override
    public List<Change> next(int max, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            ensureOpen();
            if (!started) {
                feed.journal().pass(name, after);
                started = true;
            }
            List<Change> changes = look(max);
            long left = end - System.nanoTime();
            while (changes.isEmpty() && left > 0) {
                watch().await(Duration.ofNanos(left));
                ensureOpen();
                changes = look(max);
                left = end - System.nanoTime();
            }
            return changes;
        } catch (IOException e) {
            throw Trouble.of("The changes in " + feed.root().path() + " cannot be read", e);
        }
    }

    private FolderWatch watch() throws IOException {
        FolderWatch open = watch;
        if (open == null) {
            open = new FolderWatch(feed.root().path(), feed.journal().folder());
            watch = open;
        }
        return open;
    }

    private List<Change> look(int max) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return feed.journal().reading(name, after, revisions, now -> {
            Set<String> followed = now.followed().get(name);
            for (String collection : followed) {
                if (now.folders().containsKey(collection)) {
                    compare(collection, now);
                }
            }
            return read(followed, max);
        });
    }

    /** Tells what differs from when the folder was last looked at. */
    private void compare(String collection, Followers now) throws IOException, InterruptedException {
        DatasetId id = DatasetId.of(collection);
        Map<String, String> before = now.folders().get(collection);
        Map<String, String> marks = FolderMarks.of(feed.folder(id));
        if (marks.equals(before)) {
            return;
        }
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(marks.keySet());
        Instant at = feed.journal().now();
        feed.journal().note(collection, marks, sink -> {
            for (String file : names) {
                boolean was = before.containsKey(file);
                boolean is = marks.containsKey(file);
                if (was && is && before.get(file).equals(marks.get(file))) {
                    continue;
                }
                Kind kind = !was ? Kind.INSERTED : is ? Kind.UPDATED : Kind.DELETED;
                sink.take(Entry.of(
                        collection, kind, at, List.of(Text.of(file)), is ? document(id, file) : Optional.empty()));
            }
        });
    }

    /** What a file says; nothing while somebody is still writing it. When that ends, it is told again. */
    private Optional<Document> document(DatasetId id, String file) {
        try {
            return feed.handMade()
                    .find(id, RecordKey.of(HandMade.FILE, Text.of(file)))
                    .map(DataRecord::body);
        } catch (StoreException e) {
            LOG.debug("A changed document of {} cannot be read", id, e);
            return Optional.empty();
        }
    }

    private List<Change> read(Set<String> followed, int max) throws IOException {
        List<Change> changes = new ArrayList<>();
        Map<String, List<String>> keys = new HashMap<>();
        long bytes = 0;
        for (JournalFile file : JournalFile.settledIn(feed.journal().folder())) {
            if (file.last() <= after) {
                continue;
            }
            boolean goesOn = file.path().equals(readFile);
            try (LineFile lines = file.lines(goesOn ? readTo : 0)) {
                byte[] line = goesOn ? lines.next() : afterHead(lines);
                while (line != null) {
                    Entry entry = JournalFile.entry(line);
                    bytes += line.length;
                    if (entry.number() > after && followed.contains(entry.collection())) {
                        changes.add(change(entry, keys));
                    }
                    after = Math.max(after, entry.number());
                    readFile = file.path();
                    readTo = lines.position();
                    if (changes.size() == max || bytes > MOST_BYTES) {
                        return changes;
                    }
                    line = lines.next();
                }
            }
        }
        return changes;
    }

    private static byte @Nullable [] afterHead(LineFile lines) throws IOException {
        return lines.next() == null ? null : lines.next();
    }

    private Change change(Entry entry, Map<String, List<String>> keys) {
        DatasetId id = DatasetId.of(entry.collection());
        List<String> key = keys.computeIfAbsent(
                entry.collection(),
                any -> feed.collections().schema(id).map(Schema::key).orElse(List.of()));
        List<String> names = key.size() == entry.key().size() ? key : List.of(HandMade.FILE);
        return new Change(
                id,
                entry.kind(),
                new RecordKey(names, entry.key()),
                entry.body().map(body -> DataRecord.of(names, body)),
                new Position(Long.toString(entry.number())),
                entry.at());
    }

    private void ensureOpen() {
        feed.guard().ensureOpen();
        if (closed) {
            throw Guard.closed("This reader of changes");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        feed.guard().forget(this);
        FolderWatch open = watch;
        if (open != null) {
            open.close();
        }
    }
}
