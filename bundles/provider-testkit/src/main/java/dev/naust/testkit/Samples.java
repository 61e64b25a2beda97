package dev.naust.testkit;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import java.util.List;
import java.util.stream.LongStream;

/** Fields and records that many contracts use. */
final class Samples {
    static final Field ID = Field.required("id", FieldType.of(Kind.INT64));
    static final Field NAME = Field.of("name", FieldType.of(Kind.TEXT));

    private Samples() {}

    /** Records of a collection of {@link #ID} and {@link #NAME}, numbered from one. */
    static List<DataRecord> people(TestStore store, Schema schema, int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(id -> person(store, schema, id, "person " + id))
                .toList();
    }

    static DataRecord person(TestStore store, Schema schema, long id, String name) {
        return store.record(schema, Value.int64(id), Value.text(name));
    }
}
