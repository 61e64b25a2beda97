package dev.naust.storage;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Keeps the first few of many records in some order, within a limit of records and of bytes. */
final class FirstRecords {
    private final RecordOrder order;
    private final int limit;
    private final long maxBytes;
    private final Optional<List<Value>> after;
    private final PriorityQueue<Placed> kept;
    private long bytes;
    private boolean leftOut;

    /**
     * An empty selection.
     *
     * @param after only records that stand behind this place
     */
    FirstRecords(RecordOrder order, int limit, long maxBytes, Optional<List<Value>> after) {
        this.order = order;
        this.limit = limit;
        this.maxBytes = maxBytes;
        this.after = after;
        this.kept = new PriorityQueue<>((a, b) -> order.compare(b.place(), a.place()));
    }

    void offer(DataRecord record) {
        List<Value> place = order.place(record);
        if (after.isPresent() && order.compare(place, after.get()) <= 0) {
            return;
        }
        kept.add(new Placed(place, record));
        bytes += record.weight();
        while (kept.size() > limit || (bytes > maxBytes && kept.size() > 1)) {
            bytes -= kept.remove().record().weight();
            leftOut = true;
        }
    }

    /** Whether more records were offered than are kept. */
    boolean leftOut() {
        return leftOut;
    }

    /** The records that are kept, in their order. */
    List<DataRecord> records() {
        return kept.stream()
                .sorted((a, b) -> order.compare(a.place(), b.place()))
                .map(Placed::record)
                .toList();
    }

    private record Placed(List<Value> place, DataRecord record) {}
}
