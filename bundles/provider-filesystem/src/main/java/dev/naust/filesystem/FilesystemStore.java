package dev.naust.filesystem;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Scrubbing;
import dev.naust.api.store.Scrutiny;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoredFiles;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import dev.naust.filesystem.change.FolderChangeFeed;
import dev.naust.filesystem.collection.CollectionReader;
import dev.naust.filesystem.collection.CollectionScrutiny;
import dev.naust.filesystem.collection.CollectionWriter;
import dev.naust.filesystem.collection.Collections;
import dev.naust.filesystem.disk.Guard;
import dev.naust.filesystem.disk.Locks;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.Workshop;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.filesystem.failure.Trouble;
import dev.naust.filesystem.file.FolderFiles;
import dev.naust.filesystem.foreign.HandMade;
import dev.naust.filesystem.journal.Journal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An open folder. */
final class FilesystemStore implements Store, Lookup, Profiling {
    private final Root root;
    private final Clock clock;
    private final Guard guard = new Guard();
    private final Workshop workshop;
    private final Locks locks;
    private final Journal journal;
    private final Collections collections;
    private final HandMade handMade;
    private final StoredFiles files;
    private final TypeMapper types = new FilesystemTypes();

    FilesystemStore(Root root, Clock clock) {
        this.root = root;
        this.clock = clock;
        this.workshop = new Workshop(root);
        this.locks = new Locks(root);
        this.journal = new Journal(root, workshop, locks, clock);
        this.collections = new Collections(root, workshop, locks, journal);
        this.handMade = new HandMade(root, guard);
        this.files = new FolderFiles(root, workshop, locks, guard);
    }

    Collections collections() {
        return collections;
    }

    HandMade handMade() {
        return handMade;
    }

    void ensureOpen() {
        guard.ensureOpen();
    }

    @Override
    public void check(Duration timeout) {
        ensureOpen();
        root.check();
    }

    @Override
    public List<Dataset> datasets() {
        ensureOpen();
        List<Dataset> datasets = new ArrayList<>();
        Set<DatasetId> made = new HashSet<>();
        for (Collections.Found found : collections.all()) {
            made.add(found.schema().id());
            datasets.add(new Dataset(found.schema().id(), found.schema().shape(), found.records()));
        }
        datasets.addAll(handMade.datasets(made));
        datasets.sort(Comparator.comparing(Dataset::id));
        return datasets;
    }

    @Override
    public Schema describe(DatasetId id) {
        ensureOpen();
        return collections.schema(id).orElseGet(() -> handMade.describe(id));
    }

    @Override
    public Optional<Footing> footing() {
        return Optional.of(new FilesystemFooting(root));
    }

    @Override
    public Optional<Scrubbing> scrubbing() {
        return Optional.of(this::scrub);
    }

    private List<String> scrub(List<DatasetId> ids) throws InterruptedException {
        ensureOpen();
        List<String> remains = new ArrayList<>();
        for (DatasetId id : ids) {
            if (collections.schema(id).isPresent()) {
                try {
                    collections.rewrite(id);
                } catch (IOException e) {
                    throw Trouble.of("The collection " + id + " cannot be rewritten", e);
                }
                if (journal.isFollowed(id.name())) {
                    remains.add("The changes of " + id + " that its followers have not dealt with yet may hold what was"
                            + " deleted, until they have.");
                }
            }
        }
        return remains;
    }

    @Override
    public RecordReader read(ReadRequest request) {
        ensureOpen();
        RecordReader reader = collections.schema(request.dataset()).isPresent()
                ? new CollectionReader(collections, guard, request)
                : handMade.read(request);
        return guard.watch(reader);
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        ensureOpen();
        DatasetId id = request.schema().id();
        if (collections.schema(id).isEmpty()) {
            handMade.describe(id);
            throw new StoreException(
                    FilesystemErrorCode.MADE_BY_HAND,
                    "\"" + id
                            + "\" was made by hand and is only read. Copy it to a collection of another name to change"
                            + " its records");
        }
        return guard.watch(new CollectionWriter(collections, guard, request, clock));
    }

    @Override
    public Optional<Scrutiny> scrutiny() {
        return Optional.of((schema, records) -> {
            ensureOpen();
            return CollectionScrutiny.refused(collections.schema(schema.id()).orElse(schema), records, clock);
        });
    }

    @Override
    public TypeMapper types() {
        ensureOpen();
        return types;
    }

    @Override
    public Optional<Lookup> lookup() {
        ensureOpen();
        return Optional.of(this);
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        ensureOpen();
        return Optional.of(new FilesystemSchemaEditing(this));
    }

    @Override
    public Optional<Profiling> profiling() {
        ensureOpen();
        return Optional.of(this);
    }

    @Override
    public Optional<StoredFiles> files() {
        ensureOpen();
        return Optional.of(files);
    }

    @Override
    public Optional<ChangeFeed> changeFeed() {
        ensureOpen();
        return Optional.of(new FolderChangeFeed(root, guard, journal, collections, handMade));
    }

    @Override
    public Optional<DataRecord> find(DatasetId dataset, RecordKey key) {
        ensureOpen();
        return collections.schema(dataset).isPresent()
                ? CollectionReader.find(collections, dataset, key)
                : handMade.find(dataset, key);
    }

    /** What Naust made is as it is declared, with more fields where it takes documents; what people made is looked through. */
    @Override
    public Profile profile(DatasetId dataset) throws InterruptedException {
        ensureOpen();
        Optional<Schema> declared = collections.schema(dataset);
        return declared.isPresent() ? Profile.seen(declared.get(), this) : handMade.profile(dataset);
    }

    /** Makes a collection that neither Naust nor people made before. */
    void create(Schema schema) throws IOException, InterruptedException {
        if (handMade.datasets(Set.of()).stream().anyMatch(each -> each.id().equals(schema.id()))) {
            throw new StoreException(
                    FilesystemErrorCode.COLLECTION_EXISTS,
                    "There is a collection \"" + schema.id() + "\" that was made by hand; choose another name");
        }
        collections.create(schema);
    }

    @Override
    public void close() {
        List<AutoCloseable> open = guard.end();
        try {
            for (AutoCloseable each : open) {
                each.close();
            }
            locks.close();
            workshop.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw Trouble.of("A file in " + root.path() + " cannot be closed", e);
        }
    }
}
