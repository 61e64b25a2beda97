package dev.naust.migration.shape;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Filter;
import dev.naust.api.store.RecordReader;
import java.util.ArrayList;
import java.util.List;

/** Hands out records with a truth in the place of a list: whether there is one. For one thread at a time. */
final class MarkedReader implements RecordReader {
    private final RecordReader reader;
    private final String field;
    private final Filter filter;

    MarkedReader(RecordReader reader, String field, Filter filter) {
        this.reader = reader;
        this.field = field;
        this.filter = filter;
    }

    @Override
    public Batch next(int maxRecords, long maxBytes) throws InterruptedException {
        List<DataRecord> records = new ArrayList<>();
        Batch batch;
        do {
            batch = reader.next(maxRecords, maxBytes);
            for (DataRecord each : batch.records()) {
                Document body = each.body();
                int at = body.layout().indexOf(field);
                if (at >= 0 && body.at(at) != Value.Null.NULL) {
                    body = body.with(field, Value.Bool.TRUE);
                }
                if (filter.matches(body)) {
                    records.add(each.withBody(body));
                }
            }
        } while (records.isEmpty() && !batch.last());
        return new Batch(records, batch.position(), batch.last());
    }

    @Override
    public void close() {
        reader.close();
    }
}
