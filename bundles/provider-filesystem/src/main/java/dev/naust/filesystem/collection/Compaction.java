package dev.naust.filesystem.collection;

import dev.naust.filesystem.disk.Workshop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps segments few: from the oldest on that is not more than twice as long as all newer ones together, they are merged into
 * one. There are then as many as the number of doublings from a write to the whole, and a record is rarely written again.
 */
final class Compaction {
    private final Workshop workshop;
    private final List<String> key;

    Compaction(Workshop workshop, List<String> key) {
        this.workshop = workshop;
        this.key = key;
    }

    /**
     * The same content in few enough segments; those that were merged are in the workshop.
     *
     * @param segments from the oldest to the newest
     */
    List<Stored> compacted(List<Stored> segments) throws IOException, InterruptedException {
        int from = segments.size();
        long newer = 0;
        for (int i = segments.size() - 1; i >= 0; i--) {
            long bytes = segments.get(i).segment().bytes();
            if (bytes <= 2 * newer) {
                from = i;
            }
            newer += bytes;
        }
        return from >= segments.size() - 1 ? segments : merged(segments, from, from > 0);
    }

    /**
     * The same content with the segments from one on merged into one.
     *
     * @param marks whether marks of deleted records are kept, for older segments that are not here
     */
    List<Stored> merged(List<Stored> segments, int from, boolean marks) throws IOException, InterruptedException {
        List<Stored> tail = segments.subList(from, segments.size());
        List<Stored> result = new ArrayList<>(segments.subList(0, from));
        boolean adds = tail.stream().allMatch(each -> each.segment().adds());
        RunFile merged = new RunFile(workshop.place(), adds || !marks);
        boolean done = false;
        try (MergedScan scan = new MergedScan(tail, key, null, false)) {
            copy(scan, merged, marks);
            merged.close();
            done = true;
        } finally {
            if (!done) {
                merged.discard();
            }
        }
        if (merged.segment().lines() > 0) {
            result.add(new Stored(merged.path(), merged.segment()));
        }
        return result;
    }

    private static void copy(MergedScan scan, RunFile merged, boolean marks) throws IOException, InterruptedException {
        for (SegmentCursor next = scan.peek(); next != null; next = scan.peek()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!next.line().gone() || marks) {
                merged.add(next.line().key(), next.raw());
            }
            scan.pass();
        }
    }
}
