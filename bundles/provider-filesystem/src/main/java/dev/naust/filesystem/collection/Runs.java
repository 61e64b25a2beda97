package dev.naust.filesystem.collection;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sorted files that a writer has made since its last flush. A buffer that goes on where the last file ends is added to that
 * file, so that records which come in the order of their keys make one file, however many they are.
 */
final class Runs implements Closeable {
    /** More files than this are merged, so that a flush does not open too many at once. */
    private static final int MOST = 32;

    /** About what finding one key costs, in bytes that could have been read instead. */
    private static final long SEARCH = 256 * 1024;

    private final Collections collections;
    private final DatasetId id;
    private final Manifest base;
    private final boolean adds;
    private List<Stored> finished = new ArrayList<>();
    private @Nullable RunFile current;

    Runs(Collections collections, DatasetId id, Manifest base, boolean adds) {
        this.collections = collections;
        this.id = id;
        this.base = base;
        this.adds = adds;
    }

    static Rejected duplicate(DataRecord record) {
        return new Rejected(
                record,
                record.keyNames().isEmpty() ? "" : record.keyNames().get(0),
                "A record with this key is there already");
    }

    /** Puts what was gathered into a file; new records whose keys are there already become rejects. */
    void spill(Gathered gathered, CollectionWriter.Tally tally, List<Rejected> rejected)
            throws IOException, InterruptedException {
        if (adds && base.isKeyed()) {
            giveUpDuplicates(gathered, rejected);
        }
        if (gathered.isEmpty()) {
            return;
        }
        if (current != null && base.isKeyed() && !current.goesOnWith(gathered.first())) {
            finish(current);
        }
        if (current == null) {
            current = new RunFile(collections.workshop().place(), adds);
        }
        RunFile run = current;
        for (Gathered.Entry entry : gathered.entries()) {
            run.add(entry.key(), entry.line());
            tally.add(1, entry.line().length + 1L);
        }
        run.flush();
        gathered.clear();
    }

    /** Makes all files part of the collection, and returns what it is then. */
    Manifest publish() throws IOException, InterruptedException {
        if (current != null) {
            finish(current);
        }
        if (finished.isEmpty()) {
            return base;
        }
        return collections.locked(id, now -> {
            if (adds && now.isKeyed() && now.revision() != base.revision()) {
                refuseClash(now);
            }
            List<Stored> all = new ArrayList<>(collections.stored(id, now));
            all.addAll(finished);
            Compaction compaction =
                    new Compaction(collections.workshop(), now.schema().key());
            CommittedChanges changes = new CommittedChanges(
                    id, now.schema().key(), collections.stored(id, now), finished, adds, collections.now());
            Manifest after = collections.recorded(
                    id, now, changes, () -> collections.commit(id, now, compaction.compacted(all)));
            close();
            return after;
        });
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.discard();
            current = null;
        }
        for (Stored each : finished) {
            Files.deleteIfExists(each.path());
        }
        finished = new ArrayList<>();
    }

    private void finish(RunFile run) throws IOException, InterruptedException {
        run.close();
        current = null;
        finished.add(new Stored(run.path(), run.segment()));
        if (finished.size() > MOST) {
            List<Stored> many = finished;
            finished = new Compaction(collections.workshop(), base.schema().key()).merged(many, 0, true);
            for (Stored each : many) {
                Files.deleteIfExists(each.path());
            }
        }
    }

    /** Reads what may hold the same keys in one pass, or looks each key up where they are few. */
    private void giveUpDuplicates(Gathered gathered, List<Rejected> rejected) throws IOException, InterruptedException {
        List<Stored> meeting = new ArrayList<>();
        for (Stored each : there()) {
            if (!gathered.isEmpty() && each.segment().meets(gathered.first(), gathered.last())) {
                meeting.add(each);
            }
        }
        long bytes = meeting.stream().mapToLong(each -> each.segment().bytes()).sum();
        if (bytes > gathered.byKey().size() * SEARCH * meeting.size()) {
            Iterator<Gathered.Entry> entries = gathered.byKey().values().iterator();
            while (entries.hasNext()) {
                Gathered.Entry entry = entries.next();
                if (KeySearch.find(meeting, base.schema().key(), entry.key()).isPresent()) {
                    rejected.add(duplicate(entry.record().orElseThrow()));
                    entries.remove();
                }
            }
        } else if (!meeting.isEmpty()) {
            RowKey last = gathered.last();
            try (MergedScan scan = new MergedScan(meeting, base.schema().key(), gathered.first(), false)) {
                for (SegmentCursor next = scan.peek(); next != null; next = scan.peek()) {
                    RowKey key = next.line().key();
                    if (key.compareTo(last) > 0) {
                        break;
                    }
                    Gathered.Entry known =
                            next.line().gone() ? null : gathered.byKey().remove(key);
                    if (known != null) {
                        rejected.add(duplicate(known.record().orElseThrow()));
                    }
                    scan.pass();
                    stopWhenInterrupted();
                }
            }
        }
    }

    private List<Stored> there() {
        List<Stored> there = new ArrayList<>(collections.stored(id, base));
        there.addAll(finished);
        if (current != null) {
            there.add(new Stored(current.path(), current.segment()));
        }
        return there;
    }

    /** Others have written since this writer began: records of both with one key cannot both be new. */
    private void refuseClash(Manifest now) throws IOException, InterruptedException {
        Set<String> known = new HashSet<>();
        base.segments().forEach(segment -> known.add(segment.file()));
        List<Stored> others = collections.stored(id, now).stream()
                .filter(each -> !known.contains(each.segment().file()))
                .toList();
        List<String> key = now.schema().key();
        try (MergedScan theirs = new MergedScan(others, key, null, false);
                MergedScan ours = new MergedScan(finished, key, null, false)) {
            SegmentCursor their = theirs.peek();
            SegmentCursor our = ours.peek();
            while (their != null && our != null) {
                stopWhenInterrupted();
                int order = their.line().key().compareTo(our.line().key());
                if (order == 0 && !their.line().gone()) {
                    throw new StoreException(
                            FilesystemErrorCode.BUSY,
                            "Others added records to \"" + id
                                    + "\" meanwhile, some with the same keys. Nothing was written; try again");
                }
                if (order <= 0) {
                    theirs.pass();
                } else {
                    ours.pass();
                }
                their = theirs.peek();
                our = ours.peek();
            }
        }
    }

    private static void stopWhenInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
