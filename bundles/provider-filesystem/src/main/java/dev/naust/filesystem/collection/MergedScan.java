package dev.naust.filesystem.collection;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The lines of several segments in the order of their keys, the newest line of each key only. Segments of a collection without
 * a key follow each other. For one thread.
 */
final class MergedScan implements Closeable {
    private final boolean keyed;
    private final List<Source> open = new ArrayList<>();
    private final PriorityQueue<Source> ahead;

    /**
     * Opens all files at once, so that later changes of the collection are not seen.
     *
     * @param segments from the oldest to the newest
     * @param from lines with this key and greater ones only; null for all
     * @param behind leaves out {@code from} itself
     */
    MergedScan(List<Stored> segments, List<String> key, @Nullable RowKey from, boolean behind) throws IOException {
        this.keyed = !key.isEmpty();
        Comparator<Source> byAge = Comparator.comparingInt(Source::age);
        Comparator<Source> byKey =
                Comparator.comparing(source -> source.cursor().line().key());
        this.ahead = new PriorityQueue<>(keyed ? byKey.thenComparing(byAge.reversed()) : byAge);
        try {
            for (int age = 0; age < segments.size(); age++) {
                open.add(new Source(segments.get(age).cursor(key), age));
            }
            for (Source source : open) {
                if (from == null) {
                    source.cursor().toStart();
                } else {
                    source.cursor().to(from, behind);
                }
                putBack(source);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The cursor that stands at the next line; null when nothing follows. Call {@link #pass} when it is dealt with. */
    @Nullable
    SegmentCursor peek() {
        Source next = ahead.peek();
        return next == null ? null : next.cursor();
    }

    /** Leaves the line that {@link #peek} shows, and older lines of the same key. */
    void pass() {
        Source done = ahead.remove();
        RowKey key = done.cursor().line().key();
        Source older = ahead.peek();
        while (keyed && older != null && older.cursor().line().key().compareTo(key) == 0) {
            ahead.remove();
            step(older);
            older = ahead.peek();
        }
        step(done);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Source source : open) {
            try {
                source.cursor().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void step(Source source) {
        source.cursor().forward();
        putBack(source);
    }

    private void putBack(Source source) {
        if (!source.cursor().atEnd()) {
            ahead.add(source);
        }
    }

    private record Source(SegmentCursor cursor, int age) {}
}
