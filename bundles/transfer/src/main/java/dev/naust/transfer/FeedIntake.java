package dev.naust.transfer;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.service.Pump.Intake;
import dev.naust.api.service.Pump.Portion;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Portions from a {@link Feed}: what the reading thread found out about a batch goes beside it, in the same order. */
final class FeedIntake implements Intake {
    private final RowConverter converter;
    private final CanonicalForm form = new CanonicalForm();
    private final Queue<Findings> findings = new ConcurrentLinkedQueue<>();
    private final Feed feed;

    private record Findings(List<Rejected> rejected, ContentHash content) {}

    FeedIntake(Store source, ReadRequest request, RowConverter converter, int batchSize) {
        this.converter = converter;
        this.feed = new Feed(source, request, batchSize, this::prepare);
    }

    private List<DataRecord> prepare(List<DataRecord> batch) {
        RowConverter.Converted converted = converter.convert(batch);
        ContentHash.Accumulator sum = new ContentHash.Accumulator();
        for (DataRecord each : converted.records()) {
            sum.add(form.hash(each.body()));
        }
        findings.add(new Findings(converted.rejected(), sum.result()));
        return converted.records();
    }

    @Override
    public Optional<Portion> next() throws InterruptedException {
        Optional<Batch> batch = feed.takeBatch();
        return batch.map(taken -> {
            Findings found = findings.remove();
            return new Portion(taken.records(), found.rejected(), found.content(), taken.position());
        });
    }

    @Override
    public void close() {
        feed.close();
    }
}
