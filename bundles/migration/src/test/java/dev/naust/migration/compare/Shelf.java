package dev.naust.migration.compare;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.WriteRequest;
import dev.naust.memory.MemoryProvider;
import dev.naust.testkit.server.LentStore;
import dev.naust.testkit.server.UnwatchedRun;
import dev.naust.transfer.BoundedPump;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/** Two stores in memory with one collection each, to compare and to put right. */
final class Shelf implements AutoCloseable {
    final Store left = new MemoryProvider().open(StoreConfig.of("left", Document.empty()));
    Store right = new MemoryProvider().open(StoreConfig.of("right", Document.empty()));

    Shelf(Schema here, Schema there) throws InterruptedException {
        make(left, here);
        make(right, there);
    }

    /** From now on the right store is seen through another one. */
    void putBeforeRight(UnaryOperator<Store> before) {
        right = before.apply(right);
    }

    static void make(Store store, Schema schema) throws InterruptedException {
        for (var step : store.schemaEditing().orElseThrow().steps(List.of(schema))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
    }

    static void write(Store store, WriteRequest request, Collection<Document> bodies) throws InterruptedException {
        try (RecordWriter writer = store.write(request)) {
            writer.write(bodies.stream()
                    .map(body -> DataRecord.of(request.schema().key(), body))
                    .toList());
            writer.flush();
        }
    }

    static ComparisonRequest all() {
        return ComparisonRequest.of(new Endpoint.StoreId("left"), new Endpoint.StoreId("right"), List.of());
    }

    ComparisonReport compare() throws InterruptedException {
        return compare(all());
    }

    ComparisonReport compare(ComparisonRequest request) throws InterruptedException {
        return compare(request, left);
    }

    /** With something put before the left store. */
    ComparisonReport compare(ComparisonRequest request, Store before) throws InterruptedException {
        return new Comparison(
                        new BoundedPump(),
                        Clock.systemUTC(),
                        new LentStore("left", before),
                        new LentStore("right", right),
                        request,
                        new UnwatchedRun(),
                        Comparison.Choices.first(request.listed()))
                .compare()
                .report();
    }

    RepairReport repair(ComparisonReport seen, RepairRequest wanted) throws InterruptedException {
        return new Repair(
                        new BoundedPump(),
                        Clock.systemUTC(),
                        new LentStore("left", left),
                        new LentStore("right", right),
                        all(),
                        wanted,
                        seen,
                        new UnwatchedRun())
                .run();
    }

    @Override
    public void close() {
        left.close();
        right.close();
    }
}
