package dev.naust.migration.chunk;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.service.Pump.Portion;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.WriteReport;
import dev.naust.api.store.WriteRequest;

/** Writes a chunk into a collection that the run made itself. */
final class FillingChunk implements ChunkWriter {
    private final CanonicalForm form = new CanonicalForm();
    private final RecordWriter writer;

    FillingChunk(Store target, WriteRequest request) {
        this.writer = target.write(request);
    }

    @Override
    public Written write(Portion portion) throws InterruptedException {
        return portion.records().isEmpty()
                ? told(portion.content(), WriteReport.nothing())
                : told(portion.content(), writer.write(portion.records()));
    }

    @Override
    public Written flush() throws InterruptedException {
        return told(ContentHash.empty(), writer.flush());
    }

    /** What the writer rejects is taken out of the sum again, which was made before the writer saw it. */
    private Written told(ContentHash given, WriteReport report) {
        ContentHash.Accumulator rejects = new ContentHash.Accumulator();
        report.rejected().forEach(each -> rejects.add(form.hash(each.record().body())));
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        sum.add(given);
        sum.subtract(rejects.result());
        return new Written(report.written(), report.bytes(), report.rejected(), sum.result());
    }

    @Override
    public void close() {
        writer.close();
    }
}
