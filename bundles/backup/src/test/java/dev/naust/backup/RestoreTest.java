package dev.naust.backup;

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
import dev.naust.api.model.Value;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.BackupFiles.Wanted;
import dev.naust.api.service.ErasureLedger;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import dev.naust.backup.format.Archive;
import dev.naust.backup.format.BackupError;
import dev.naust.backup.format.KeyRing;
import dev.naust.memory.MemoryProvider;
import dev.naust.migration.MigrationService;
import dev.naust.testkit.server.DockedStores;
import dev.naust.testkit.server.LentStore;
import dev.naust.testkit.server.UnwatchedRun;
import dev.naust.transfer.BoundedPump;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {
    private static final DatasetId PEOPLE = DatasetId.of("People");
    private static final Schema SCHEMA = Schema.table(
            PEOPLE,
            List.of(
                    Field.required("id", FieldType.of(Kind.INT64)),
                    Field.of("name", FieldType.of(Kind.TEXT)),
                    Field.of("born", FieldType.of(Kind.DATE))),
            List.of("id"));

    private final BoundedPump pump = new BoundedPump();
    private final DockedStores stores = new DockedStores();
    private final MigrationService migrations = new MigrationService(stores, pump);
    private final FileService files = new FileService(TestKeys.of(1), migrations, pump, stores);

    private final AtomicLong counted = new AtomicLong();

    @TempDir
    private Path folder;

    @Test
    void a_store_comes_back_as_it_was() throws Exception {
        try (Store source = people(5_000);
                Store target = memory()) {
            Path file = backUp(source, Optional.empty());
            MigrationReport report = restore(file, target, Optional.empty());
            assertThat(report.succeeded()).isTrue();
            assertThat(hash(target)).isEqualTo(hash(source));
            assertThat(counted).as("records that people saw counted").hasValue(5_000);
        }
    }

    @Test
    void nothing_is_written_of_a_damaged_backup() throws Exception {
        try (Store source = people(5_000);
                Store target = memory()) {
            Path file = backUp(source, Optional.empty());
            byte[] bytes = Files.readAllBytes(file);
            // In the middle, so that header, manifest and end are whole.
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> restore(file, target, Optional.empty()))
                    .extracting(failure -> ((StoreException) failure).code())
                    .isEqualTo(BackupError.DAMAGED);
            assertThat(target.datasets()).isEmpty();
        }
    }

    @Test
    void classified_data_is_not_restored_to_a_place_that_nobody_has_labelled() throws Exception {
        try (Store source = people(10);
                Store target = memory()) {
            Path file = backUp(source, Optional.of("RESTRICTED"));
            assertThatThrownBy(() -> restore(file, target, Optional.empty()))
                    .hasMessageContainingAll("RESTRICTED", "norway", "says nothing of where it is");
            assertThatThrownBy(() -> restore(file, target, Optional.of("global")))
                    .hasMessageContaining("\"global\"");
            assertThat(target.datasets()).isEmpty();
            assertThat(restore(file, target, Optional.of("norway")).succeeded()).isTrue();
        }
    }

    @Test
    void a_failed_backup_leaves_no_file() throws Exception {
        try (Store source = people(10)) {
            BackupMaker maker = new BackupMaker(keys(), new Key.Master(), new UnwatchedRun());
            assertThatThrownBy(() ->
                            maker.make(source(Optional.empty(), List.of("Nobody")), source, folder.resolve("x.naust")))
                    .hasMessageContaining("has no collection \"Nobody\"");
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void a_drill_finds_in_the_throw_away_store_what_the_manifest_says() throws Exception {
        try (Store source = people(100);
                Store target = memory()) {
            Archive archive = Archive.open(backUp(source, Optional.empty()), keys(), new Key.Master());
            Document report = new Restoring(migrations, pump)
                    .drill(archive, new LentStore("target", target), true, new UnwatchedRun());
            assertThat(report.get("succeeded")).contains(Value.Bool.TRUE);
        }
    }

    @Test
    void what_was_erased_since_is_left_out_or_changed_on_the_way() throws Exception {
        try (Store source = people(5_000);
                Store target = memory()) {
            Archive archive = Archive.open(backUp(source, Optional.empty()), keys(), new Key.Master());
            ErasureLedger ledger = new ErasureLedger() {
                @Override
                public long size(String store) {
                    return 1;
                }

                @Override
                public long mark() {
                    return 1;
                }

                @Override
                public long unfinished(String origin) {
                    return 0;
                }

                @Override
                public Erased erased(String origin, long since) {
                    assertThat(since).isEqualTo(7);
                    return (schema, record) -> {
                        String id = record.key().values().get(0).toString();
                        if (id.endsWith("76")) {
                            return Optional.of(record.withBody(record.body().with("name", Value.ofNull())));
                        }
                        return schema.id().equals(PEOPLE) && id.endsWith("77") ? Optional.empty() : Optional.of(record);
                    };
                }

                @Override
                public Replayed replay(String origin, long since, Store restored) {
                    throw new AssertionError("nothing is restored that would have to be erased");
                }
            };
            MigrationReport report = new Restoring(migrations, pump, new Erasures(ledger))
                    .restore(
                            archive,
                            7,
                            new Endpoint.Opened(new LentStore("target", target)),
                            List.of(),
                            Options.defaults(),
                            plan -> {},
                            new UnwatchedRun());
            assertThat(report.succeeded()).as(report.errors().toString()).isTrue();
            assertThat(report.validated()).isTrue();
            assertThat(hash(target).records()).isEqualTo(4_950);
            Filter nameless = new Filter.IsNull("name");
            assertThat(pump.hash(target, ReadRequest.of(PEOPLE).where(nameless), records -> {})
                            .records())
                    .as("what was made anonymous arrives so")
                    .isEqualTo(50);
        }
    }

    private Path backUp(Store source, Optional<String> classification) throws InterruptedException {
        Path file = folder.resolve("people.naust");
        new BackupMaker(keys(), new Key.Master(), new UnwatchedRun())
                .make(source(classification, List.of()), source, file);
        return file;
    }

    private static BackupMaker.Source source(Optional<String> classification, List<String> collections) {
        return new BackupMaker.Source(
                "1", "people", "memory", "r1", "0.1.0", Instant.EPOCH, classification, Optional.empty(), collections);
    }

    private MigrationReport restore(Path file, Store target, Optional<String> residency) throws InterruptedException {
        Wanted wanted = new Wanted(
                new Endpoint.Opened(new LentStore("target", target)), List.of(), Options.defaults(), residency);
        return files.restore(file, new Key.Master(), wanted, plan -> {}, new UnwatchedRun() {
            @Override
            public void advance(long records) {
                counted.addAndGet(records);
            }
        });
    }

    private ContentHash hash(Store store) throws InterruptedException {
        return pump.hash(store, ReadRequest.of(PEOPLE), records -> {});
    }

    private static KeyRing keys() {
        return new KeyRing(TestKeys.of(1));
    }

    private static Store memory() {
        return new MemoryProvider().open(StoreConfig.of("m", Document.empty()));
    }

    private static Store people(int count) throws InterruptedException {
        Store store = memory();
        for (var step : store.schemaEditing().orElseThrow().steps(List.of(SCHEMA))) {
            store.schemaEditing().orElseThrow().apply(step);
        }
        List<DataRecord> people = new ArrayList<>();
        for (long id = 1; id <= count; id++) {
            people.add(DataRecord.of(List.of("id"), Document.of(SCHEMA.layout(), new Value[] {
                Value.int64(id),
                Value.text("Person " + id),
                new Value.Date(java.time.LocalDate.of(1900, 1, 1).plusDays(id))
            })));
        }
        try (RecordWriter writer = store.write(WriteRequest.insert(SCHEMA))) {
            writer.write(people);
            writer.flush();
        }
        return store;
    }
}
