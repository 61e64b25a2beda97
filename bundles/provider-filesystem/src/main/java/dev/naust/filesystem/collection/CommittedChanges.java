package dev.naust.filesystem.collection;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.filesystem.journal.Entry;
import dev.naust.filesystem.journal.Journal;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a commit changes, for those who follow: its lines, compared with what was there before.
 *
 * @param before the collection's segments, from the oldest to the newest
 * @param finished the commit's own
 * @param adds whether the commit adds only, so that nothing needs to be looked up
 */
record CommittedChanges(
        DatasetId id, List<String> key, List<Stored> before, List<Stored> finished, boolean adds, Instant at)
        implements Journal.Changes {

    @Override
    public void each(Journal.Sink sink) throws IOException, InterruptedException {
        try (MergedScan scan = new MergedScan(finished, key, null, false)) {
            for (SegmentCursor next = scan.peek(); next != null; next = scan.peek()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LineForm.Line line = next.line();
                boolean was = !adds && KeySearch.find(before, key, line.key()).isPresent();
                if (!line.gone()) {
                    Kind kind = was ? Kind.UPDATED : Kind.INSERTED;
                    sink.take(Entry.of(id.name(), kind, at, line.key().values(), Optional.of(line.body())));
                } else if (was) {
                    sink.take(Entry.of(id.name(), Kind.DELETED, at, line.key().values(), Optional.empty()));
                }
                scan.pass();
            }
        }
    }
}
