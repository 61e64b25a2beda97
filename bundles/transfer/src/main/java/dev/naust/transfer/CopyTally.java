package dev.naust.transfer;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.PackedRecords;
import dev.naust.api.service.Pump.Copied;
import dev.naust.api.service.Pump.Copy;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.WriteReport;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts and hashes one copy. The reading thread hashes every record before the writer sees it; what the writer then rejects
 * is taken out again, so that the sum stands for exactly what the target should hold.
 */
final class CopyTally {
    private final Copy copy;
    private final CanonicalForm readForm = new CanonicalForm();
    private final ContentHash.Accumulator readSum = new ContentHash.Accumulator();
    private final CanonicalForm rejectForm = new CanonicalForm();
    private final ContentHash.Accumulator rejectSum = new ContentHash.Accumulator();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private long written;
    private long bytes;

    CopyTally(Copy copy) {
        this.copy = copy;
    }

    /** Converts and hashes a batch, on the reading thread. */
    List<DataRecord> read(RowConverter converter, List<DataRecord> batch) {
        RowConverter.Converted converted = converter.convert(batch);
        for (DataRecord each : converted.records()) {
            readSum.add(readForm.hash(each.body()));
        }
        read.addAndGet(batch.size());
        converted.rejected().forEach(this::reject);
        return converted.records();
    }

    /** Hashes packed records, on the reading thread. */
    void read(PackedRecords batch) {
        readSum.add(batch.content());
        read.addAndGet(batch.size());
    }

    /** Counts what a writer reports, on the writing thread. */
    void written(WriteReport report) {
        written += report.written();
        bytes += report.bytes();
        for (Rejected each : report.rejected()) {
            rejectSum.add(rejectForm.hash(each.record().body()));
            reject(each);
        }
        if (report.written() > 0) {
            copy.onWritten().accept(report.written());
        }
    }

    private void reject(Rejected each) {
        rejected.incrementAndGet();
        copy.onReject().accept(each);
    }

    boolean isOverLimit() {
        return rejected.get() > copy.maxRejects();
    }

    /** The result, after the reading thread has handed over its last batch. */
    Copied result(boolean complete) {
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        sum.add(readSum.result());
        sum.subtract(rejectSum.result());
        return new Copied(read.get(), written, rejected.get(), bytes, sum.result(), complete);
    }
}
