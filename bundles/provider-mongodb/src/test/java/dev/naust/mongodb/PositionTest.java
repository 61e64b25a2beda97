package dev.naust.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

/** Reading goes on behind any document, whatever its {@code _id} is. */
final class PositionTest {
    private static final DatasetId MIXED = DatasetId.of("mixed");
    private static final List<String> IDS = List.of(
            "{$minKey: 1}",
            "null",
            "{$numberInt: '-3'}",
            "{$numberLong: '5'}",
            "{$numberDouble: '5.5'}",
            "{$numberDecimal: '5.75'}",
            "''",
            "'$dollar'",
            "'Zoë'",
            "{a: 1}",
            "{a: 1, b: 2}",
            "{$binary: {base64: 'AA==', subType: '00'}}",
            "{$oid: '507f1f77bcf86cd799439011'}",
            "false",
            "true",
            "{$date: 0}",
            "{$timestamp: {t: 1, i: 1}}",
            "{$maxKey: 1}");

    @Test
    void goesOnBehindEveryKindOfId() throws InterruptedException {
        String name = TestServer.newDatabase();
        for (String id : IDS) {
            TestServer.database(name)
                    .getCollection("mixed", BsonDocument.class)
                    .insertOne(BsonDocument.parse("{_id: " + id + "}"));
        }
        try (Store store = TestServer.open(name)) {
            List<DataRecord> whole = Reading.all(store, ReadRequest.of(MIXED).withPositions());
            List<DataRecord> steps = new ArrayList<>();
            ReadRequest request = ReadRequest.of(MIXED).withPositions();
            boolean last = false;
            while (!last) {
                try (RecordReader reader = store.read(request)) {
                    Batch batch = reader.next(1, Long.MAX_VALUE);
                    steps.addAll(batch.records());
                    last = batch.last();
                    request = ReadRequest.of(MIXED).resumeAfter(batch.position().orElseThrow());
                }
            }

            assertThat(whole).hasSize(IDS.size());
            assertThat(steps).isEqualTo(whole);
        } finally {
            TestServer.drop(name);
        }
    }

    @Test
    void refusesPositionsOfOthers() {
        String name = TestServer.newDatabase();
        TestServer.database(name).createCollection("mixed");
        try (Store store = TestServer.open(name)) {
            for (String token : List.of("", "INT64:7", "!", "AAAA")) {
                assertThatThrownBy(() -> store.read(ReadRequest.of(MIXED).resumeAfter(new Position(token))))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("start from the beginning");
            }
        } finally {
            TestServer.drop(name);
        }
    }
}
