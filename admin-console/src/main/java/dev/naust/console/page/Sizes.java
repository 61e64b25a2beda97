package dev.naust.console.page;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Batch;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.console.view.Show;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Says how many records collections hold: as the store estimates, or counted where that is quick. Counting ends at a number of
 * records and after a time for all collections together, so that a page never waits for a large store. For one thread.
 */
final class Sizes {
    private static final int MOST = 20_000;
    private static final int BATCH = 2_000;
    private static final long BATCH_BYTES = 1L << 20;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Store store;
    private final long end = System.nanoTime() + LIMIT.toNanos();

    Sizes(Store store) {
        this.store = store;
    }

    /** Such as {@code 347}, {@code over 20 000}, or nothing where it is not known. */
    String of(Dataset dataset) throws InterruptedException {
        if (dataset.estimatedRecords().isPresent()) {
            return Show.number(dataset.estimatedRecords().getAsLong());
        }
        return dataset.shape() == Shape.VIEW || isLate() ? "" : counted(store.describe(dataset.id()));
    }

    private String counted(Schema schema) throws InterruptedException {
        ReadRequest request = ReadRequest.of(schema.id());
        Optional<Field> narrow = narrow(schema);
        if (narrow.isPresent()) {
            request = request.as(schema.withFields(List.of(narrow.get())));
        }
        try (RecordReader reader = store.read(request)) {
            long count = 0;
            while (count < MOST) {
                Batch batch = reader.next(BATCH, BATCH_BYTES);
                count += batch.records().size();
                if (batch.last()) {
                    return Show.number(count);
                }
                if (isLate()) {
                    break;
                }
            }
            return "over " + Show.number(count);
        }
    }

    /** A field that alone identifies records: reading it is enough to count. */
    private static Optional<Field> narrow(Schema schema) {
        return schema.key().size() == 1 ? schema.field(schema.key().get(0)) : Optional.empty();
    }

    private boolean isLate() {
        return System.nanoTime() > end;
    }
}
