package dev.naust.migration;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.ForeignKey.Action;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.WriteRequest;
import dev.naust.memory.MemoryProvider;
import java.util.ArrayList;
import java.util.List;

/** A small shop in a memory store: artists, and albums that refer to them. */
final class Fixture {
    static final DatasetId ARTIST = DatasetId.of("Artist");
    static final DatasetId ALBUM = DatasetId.of("Album");

    private Fixture() {}

    static Store memory(String id) {
        return new MemoryProvider().open(StoreConfig.of(id, Document.empty()));
    }

    static Schema artist() {
        return Schema.table(
                ARTIST,
                List.of(
                        Field.required("ArtistId", FieldType.of(Kind.INT64)),
                        Field.of("Name", FieldType.sized(Kind.TEXT, 120, ""))),
                List.of("ArtistId"));
    }

    static Schema album() {
        return new Schema(
                ALBUM,
                Shape.TABLE,
                List.of(
                        Field.required("AlbumId", FieldType.of(Kind.INT64)),
                        Field.required("Title", FieldType.of(Kind.TEXT)),
                        Field.required("ArtistId", FieldType.of(Kind.INT64))),
                List.of("AlbumId"),
                List.of(new Index("IFK_AlbumArtistId", false, false, List.of(new Index.Part("ArtistId", false)))),
                List.of(new ForeignKey(
                        "", List.of("ArtistId"), ARTIST, List.of("ArtistId"), Action.NO_ACTION, Action.NO_ACTION, 0)),
                List.of("trigger album_log, because triggers are code of one technology"));
    }

    /** Artists 1 to {@code artists}, each with two albums. */
    static Store shop(int artists) throws InterruptedException {
        Store store = memory("shop");
        make(store, List.of(artist(), album()));
        List<Document> people = new ArrayList<>();
        List<Document> albums = new ArrayList<>();
        for (long id = 1; id <= artists; id++) {
            people.add(Document.of(artist().layout(), new Value[] {Value.int64(id), Value.text("Artist " + id)}));
            for (long n = 0; n < 2; n++) {
                albums.add(Document.of(
                        album().layout(),
                        new Value[] {Value.int64(id * 2 + n), Value.text("Album " + n), Value.int64(id)}));
            }
        }
        write(store, artist(), people);
        write(store, album(), albums);
        return store;
    }

    static void make(Store store, List<Schema> schemas) throws InterruptedException {
        SchemaEditing editing = store.schemaEditing().orElseThrow();
        for (var step : editing.steps(schemas)) {
            editing.apply(step);
        }
    }

    static void write(Store store, Schema schema, List<Document> bodies) throws InterruptedException {
        try (RecordWriter writer = store.write(WriteRequest.insert(schema))) {
            writer.write(bodies.stream()
                    .map(body -> DataRecord.of(schema.key(), body))
                    .toList());
            writer.flush();
        }
    }
}
