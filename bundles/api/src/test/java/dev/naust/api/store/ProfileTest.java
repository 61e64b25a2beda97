package dev.naust.api.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProfileTest {
    private static final Schema OPEN = new Schema(
            DatasetId.of("visits"),
            Shape.COLLECTION,
            List.of(Field.required("id", FieldType.of(Kind.INT64))),
            List.of("id"),
            List.of(),
            List.of(),
            List.of());

    @Test
    void fields_that_are_not_declared_are_found() throws InterruptedException {
        Profile profile = Profile.seen(OPEN, new Visits(20, 4));

        assertThat(profile.records()).isEqualTo(20);
        assertThat(profile.schema().fields()).extracting(Field::name).containsExactly("id", "v0", "v1", "v2", "v3");
    }

    @Test
    void as_many_fields_as_records_are_refused_by_name_before_they_fill_the_memory() {
        assertThatThrownBy(() -> Profile.seen(OPEN, new Visits(Integer.MAX_VALUE, Integer.MAX_VALUE)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("visits")
                .hasMessageContaining("10000 different fields");
    }

    /** Documents with a field each whose name comes again after so many. */
    private static final class Visits implements RecordReader {
        private final int records;
        private final int names;
        private int at;

        Visits(int records, int names) {
            this.records = records;
            this.names = names;
        }

        @Override
        public Batch next(int maxRecords, long maxBytes) {
            int end = Math.min(records, at + maxRecords);
            List<DataRecord> batch = IntStream.range(at, end)
                    .mapToObj(id -> DataRecord.of(
                            List.of("id"),
                            Document.of(Map.of("id", Value.int64(id), "v" + id % names, Value.text("x")))))
                    .toList();
            at = end;
            return new Batch(batch, Optional.empty(), at == records);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
