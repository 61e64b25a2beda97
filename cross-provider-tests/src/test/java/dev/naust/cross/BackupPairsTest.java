package dev.naust.cross;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.ContentHash;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.BackupFiles.Wanted;
import dev.naust.api.service.MasterKeys;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.backup.BackupMaker;
import dev.naust.backup.FileService;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.KeyRing;
import dev.naust.migration.MigrationService;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.LentStore;
import dev.naust.testkit.server.UnwatchedRun;
import dev.naust.transfer.BoundedPump;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup of any store is restored to every other kind, and what arrives is what was backed up. */
class BackupPairsTest {
    private static final int RECORDS = 300;
    private static final Schema PEOPLE = Schema.table(
            DatasetId.of("people"),
            List.of(
                    Field.required("id", FieldType.of(Kind.INT64)),
                    Field.of("name", FieldType.of(Kind.TEXT)),
                    Field.of("notes", FieldType.of(Kind.TEXT))),
            List.of("id"));
    private static final List<Technology> ALL = List.of(
            Technology.MEMORY,
            Technology.SQLITE,
            Technology.POSTGRES,
            Technology.MONGODB,
            Technology.REDIS,
            Technology.FILESYSTEM,
            Technology.CSV);

    private final BoundedPump pump = new BoundedPump();
    private final StoreRegistry noStores = new DockedStores();
    private final Migrations migrations = new MigrationService(noStores, pump);
    private final MasterKeys keys = new OneKey();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Technology.class)
    void a_backup_is_restored_to_every_kind_of_store(Technology technology) throws Exception {
        Path file = folder.resolve("people.naust");
        try (Store origin = Technology.MEMORY.open(folder);
                Store source = technology.open(folder)) {
            fill(origin);
            migrations.run(
                    new MigrationRequest(opened("origin", origin), opened("source", source), List.of(), options()),
                    plan -> {},
                    new UnwatchedRun());
            Archive archive = backUp(source, file);
            assertThat(archive.manifest().records()).isEqualTo(RECORDS);
            DatasetId there = source.datasets().get(0).id();
            ContentHash content = pump.hash(
                    source,
                    ReadRequest.of(there)
                            .as(archive.manifest().collections().get(0).schema()),
                    records -> {});
            assertThat(archive.manifest().collections().get(0).hash()).isEqualTo(content.hex());
        }
        for (Technology other : ALL) {
            try (Store target = other.open(folder)) {
                MigrationReport report = restore(file, target);
                assertThat(report.errors()).as("%s to %s", technology, other).isEmpty();
                assertThat(report.validated()).as("%s to %s", technology, other).isTrue();
                assertThat(report.written()).isEqualTo(RECORDS);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Technology.class,
            names = {"MEMORY", "MONGODB", "REDIS", "FILESYSTEM"})
    void documents_come_back_with_the_fields_that_each_has(Technology technology) throws Exception {
        Path file = folder.resolve("documents.naust");
        Archive archive;
        try (Store source = technology.open(folder)) {
            fillDocuments(source);
            archive = backUp(source, file);
        }
        Schema backedUp = archive.manifest().collections().get(0).schema();
        for (Technology other : ALL) {
            try (Store target = other.open(folder)) {
                MigrationReport report = restore(file, target);
                assertThat(report.errors()).as("%s to %s", technology, other).isEmpty();
                assertThat(report.written()).isEqualTo(4);
                if (target.schemaEditing().orElseThrow().shapes().contains(Shape.COLLECTION)) {
                    ContentHash content = pump.hash(
                            target,
                            ReadRequest.of(target.datasets().get(0).id()).as(backedUp),
                            records -> {});
                    assertThat(archive.manifest().collections().get(0).hash())
                            .as("%s to %s", technology, other)
                            .isEqualTo(content.hex());
                }
            }
        }
    }

    private static void fillDocuments(Store store) throws InterruptedException {
        SchemaEditing editing = store.schemaEditing().orElseThrow();
        Schema open = new Schema(
                editing.place(DatasetId.of("documents")),
                Shape.COLLECTION,
                List.of(store.types()
                        .plan(Field.required("id", FieldType.of(Kind.TEXT)))
                        .target()),
                List.of("id"),
                List.of(),
                List.of(),
                List.of());
        for (var step : editing.steps(List.of(open))) {
            editing.apply(step);
        }
        try (RecordWriter writer = store.write(WriteRequest.insert(open))) {
            writer.write(Stream.of(
                            Map.<String, Value>of("id", Value.text("a"), "age", Value.int64(7)),
                            Map.<String, Value>of("id", Value.text("b"), "age", Value.text("seven")),
                            Map.<String, Value>of("id", Value.text("c"), "boat", Value.ofNull()),
                            Map.<String, Value>of(
                                    "id", Value.text("d"), "boat", Document.of(Map.of("name", Value.text("Åse")))))
                    .map(fields -> DataRecord.of(List.of("id"), Document.of(fields)))
                    .toList());
            writer.flush();
        }
    }

    @Test
    void what_the_user_may_not_see_whole_is_not_called_a_backup() throws Exception {
        Path file = folder.resolve("notes.naust");
        Document place = Technology.POSTGRES.place(folder);
        try (Store owner = Technology.POSTGRES.open(place)) {
            Sql.run(
                    owner,
                    "CREATE TABLE note (id int PRIMARY KEY, tenant text)",
                    "INSERT INTO note VALUES (1, 'ann'), (2, 'bo')",
                    "ALTER TABLE note ENABLE ROW LEVEL SECURITY",
                    "CREATE POLICY own ON note USING (tenant = 'ann')",
                    "CREATE ROLE keeper LOGIN",
                    "GRANT SELECT ON note TO keeper");
            try (Store source = Technology.POSTGRES.open(place.with("username", Value.text("keeper")))) {
                assertThatThrownBy(() -> backUp(source, file))
                        .hasMessageContainingAll("No backup of people was made", "public.note", "keeper", "BYPASSRLS")
                        .extracting(failure -> ((StoreException) failure).code())
                        .isEqualTo(BackupError.HIDDEN);
                assertThat(folder).isEmptyDirectory();
            } finally {
                Sql.run(owner, "DROP OWNED BY keeper", "DROP ROLE keeper");
            }
            assertThat(backUp(owner, file).manifest().records()).isEqualTo(2);
        }
    }

    private Archive backUp(Store source, Path file) throws Exception {
        new BackupMaker(new KeyRing(keys), new Key.Master(), new UnwatchedRun())
                .make(
                        new BackupMaker.Source(
                                "1",
                                "people",
                                "test",
                                "r1",
                                "0",
                                Instant.EPOCH,
                                Optional.empty(),
                                Optional.empty(),
                                List.of()),
                        source,
                        file);
        return Archive.open(file, new KeyRing(keys), new Key.Master());
    }

    private MigrationReport restore(Path file, Store target) throws Exception {
        Wanted wanted = new Wanted(opened("target", target), List.of(), options(), Optional.empty());
        return new FileService(keys, migrations, pump, noStores)
                .restore(file, new Key.Master(), wanted, plan -> {}, new UnwatchedRun());
    }

    private static Options options() {
        return Options.defaults();
    }

    private static void fill(Store store) throws InterruptedException {
        for (var step : store.schemaEditing().orElseThrow().steps(List.of(PEOPLE))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
        List<DataRecord> people = new ArrayList<>();
        for (long id = 1; id <= RECORDS; id++) {
            Value notes = id % 7 == 0 ? Value.ofNull() : Value.text("Åse said \"" + id + "\"\n");
            people.add(DataRecord.of(List.of("id"), Document.of(PEOPLE.layout(), new Value[] {
                Value.int64(id), Value.text("Person " + id), notes
            })));
        }
        try (RecordWriter writer = store.write(WriteRequest.insert(PEOPLE))) {
            writer.write(people);
            writer.flush();
        }
    }

    private static Endpoint opened(String name, Store store) {
        return new Endpoint.Opened(new LentStore(name, store));
    }

    private static final class OneKey implements MasterKeys {
        @Override
        public Key current() {
            return new Key("0011223344556677", new byte[32]);
        }

        @Override
        public Optional<Key> find(String id) {
            return Optional.of(current());
        }

        @Override
        public Key read(String text) {
            return current();
        }
    }
}
