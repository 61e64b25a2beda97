package dev.naust.filesystem.collection;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Schema;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.disk.Durable;
import dev.naust.filesystem.disk.Locks;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.SafeName;
import dev.naust.filesystem.disk.Workshop;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.filesystem.failure.Trouble;
import dev.naust.filesystem.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The collections that Naust made in a folder: finding, making, changing and removing them. Safe for several threads. */
public final class Collections {
    private static final String SUFFIX = ".ndjson";
    private static final String NAMES = "names in the folder";

    private final Root root;
    private final Workshop workshop;
    private final Locks locks;
    private final Journal journal;

    public Collections(Root root, Workshop workshop, Locks locks, Journal journal) {
        this.journal = journal;
        this.root = root;
        this.workshop = workshop;
        this.locks = locks;
    }

    Workshop workshop() {
        return workshop;
    }

    /** A collection's schema, and how many records it has where that is known. */
    public record Found(Schema schema, OptionalLong records) {}

    /** All that Naust made here. */
    public List<Found> all() {
        List<Found> found = new ArrayList<>();
        for (Path folder : folders()) {
            if (isMade(folder)) {
                Manifest manifest = Manifest.read(folder.resolve(Manifest.FILE));
                found.add(new Found(manifest.schema(), manifest.records()));
            }
        }
        return found;
    }

    /** Whether a folder in the root is one of these. */
    public static boolean isMade(Path folder) {
        return Root.isPlainFolder(folder) && Root.isPlainFile(folder.resolve(Manifest.FILE));
    }

    /** The schema of a collection that Naust made. */
    public Optional<Schema> schema(DatasetId id) {
        return manifest(id).map(Manifest::schema);
    }

    /** How often a collection was changed; empty where Naust made none of this name. */
    public OptionalLong revision(String name) {
        return manifest(DatasetId.of(name))
                .map(found -> OptionalLong.of(found.revision()))
                .orElse(OptionalLong.empty());
    }

    /** Does something while nobody commits to any of these collections. */
    public <T> T still(List<DatasetId> ids, Locks.Work<T> work) throws IOException, InterruptedException {
        return still(ids.stream().distinct().sorted().toList().iterator(), work);
    }

    private <T> T still(Iterator<DatasetId> ids, Locks.Work<T> work) throws IOException, InterruptedException {
        return ids.hasNext() ? locked(ids.next(), manifest -> still(ids, work)) : work.run();
    }

    /** Commits, and has the changes written down where somebody follows. The caller holds the collection's lock. */
    Manifest recorded(DatasetId id, Manifest now, CommittedChanges changes, Locks.Work<Manifest> commit)
            throws IOException, InterruptedException {
        return journal.isFollowed(id.name())
                ? journal.recording(id.name(), now.revision() + 1, changes, this::revision, commit)
                : commit.run();
    }

    Instant now() {
        return journal.now();
    }

    /** Makes a collection, empty. */
    public void create(Schema schema) throws IOException, InterruptedException {
        journal.settleAll(this::revision);
        DatasetId id = schema.id();
        Path folder = folder(id);
        locks.holding(NAMES, () -> {
            refuseSecond(id, folder);
            Path made = Files.createDirectory(workshop.place());
            Path manifest = made.resolve(Manifest.FILE);
            Manifest.empty(schema).write(manifest);
            Durable.force(manifest);
            Durable.forceFolder(made);
            Files.move(made, folder);
            Durable.forceFolder(root.path());
            return folder;
        });
    }

    private void refuseSecond(DatasetId id, Path folder) {
        Optional<Path> other = folders().stream()
                .filter(each -> SafeName.folded(each.getFileName().toString())
                        .equals(SafeName.folded(folder.getFileName().toString())))
                .findFirst();
        if (other.isPresent()) {
            throw new StoreException(
                    FilesystemErrorCode.COLLECTION_EXISTS,
                    "There is something of the name \"" + other.get().getFileName() + "\" in " + root.path()
                            + " already, so \"" + id + "\" cannot be made; drop it or choose another name");
        }
    }

    /** Changes what a collection declares. */
    public void change(DatasetId id, UnaryOperator<Schema> change) throws IOException, InterruptedException {
        journal.settleAll(this::revision);
        locked(id, before -> {
            Manifest after = before.with(change.apply(before.schema()));
            publish(id, after);
            return after;
        });
    }

    /** Removes a collection with its records and with references to it. */
    public void drop(DatasetId id) throws IOException, InterruptedException {
        if (manifest(id).isEmpty()) {
            return;
        }
        journal.settleAll(this::revision);
        locked(id, manifest -> {
            Path gone = workshop.place();
            Files.move(folder(id), gone);
            Durable.forceFolder(root.path());
            Durable.removeTree(gone);
            return manifest;
        });
        for (Found other : all()) {
            List<ForeignKey> kept = other.schema().foreignKeys().stream()
                    .filter(reference -> !reference.target().equals(id))
                    .toList();
            if (kept.size() < other.schema().foreignKeys().size()) {
                change(other.schema().id(), schema -> schema.withForeignKeys(kept));
            }
        }
    }

    Optional<Manifest> manifest(DatasetId id) {
        if (id.path().size() != 1 || id.name().isEmpty()) {
            return Optional.empty();
        }
        Path folder = folder(id);
        return isMade(folder)
                ? Optional.of(Manifest.read(folder.resolve(Manifest.FILE)))
                        .filter(manifest -> manifest.schema().id().equals(id))
                : Optional.empty();
    }

    Manifest existing(DatasetId id) {
        return manifest(id).orElseThrow(() -> noSuchCollection(root, id));
    }

    List<Stored> stored(DatasetId id, Manifest manifest) {
        Path folder = folder(id);
        return manifest.segments().stream()
                .map(segment -> new Stored(folder.resolve(segment.file()), segment))
                .toList();
    }

    /** Does something with a collection's state while nobody else changes it. */
    <T> T locked(DatasetId id, LockedWork<T> work) throws IOException, InterruptedException {
        return locks.holding("collection " + id.name(), () -> work.on(existing(id)));
    }

    /** Work under a collection's lock. */
    interface LockedWork<T> {
        T on(Manifest manifest) throws IOException, InterruptedException;
    }

    /**
     * Makes these the collection's segments: all of them or, after a crash, none of the new ones. The caller holds the lock.
     *
     * @return what the collection is now
     */
    Manifest commit(DatasetId id, Manifest before, List<Stored> segments) throws IOException {
        Path folder = folder(id);
        List<Segment> now = new ArrayList<>();
        List<Path> moved = new ArrayList<>();
        boolean done = false;
        try {
            for (Stored each : segments) {
                if (folder.equals(each.path().getParent())) {
                    now.add(each.segment());
                } else {
                    Path place = folder.resolve(UUID.randomUUID() + SUFFIX);
                    Durable.force(each.path());
                    Files.move(each.path(), place);
                    moved.add(place);
                    now.add(each.segment().named(place.getFileName().toString()));
                }
            }
            Durable.forceFolder(folder);
            Manifest after = before.with(now);
            publish(id, after);
            done = true;
            tidy(folder, after);
            return after;
        } finally {
            if (!done) {
                for (Path place : moved) {
                    Files.deleteIfExists(place);
                }
            }
        }
    }

    /** Writes a collection anew without what was deleted or replaced; the files that held it are removed. */
    public void rewrite(DatasetId id) throws IOException, InterruptedException {
        journal.settleAll(this::revision);
        locked(id, manifest -> {
            Compaction compaction = new Compaction(workshop, manifest.schema().key());
            return commit(id, manifest, compaction.merged(stored(id, manifest), 0, false));
        });
    }

    private void publish(DatasetId id, Manifest manifest) throws IOException {
        Path unfinished = workshop.place();
        try {
            manifest.write(unfinished);
            Durable.replace(unfinished, folder(id).resolve(Manifest.FILE));
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Removes segments that do not count any more. A reader that has them open goes on, where the system allows it. */
    private static void tidy(Path folder, Manifest manifest) throws IOException {
        Set<String> counting = new HashSet<>();
        manifest.segments().forEach(segment -> counting.add(segment.file()));
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.endsWith(SUFFIX) && !counting.contains(name);
                    })
                    .toList();
        }
        for (Path file : left) {
            try {
                Files.deleteIfExists(file);
            } catch (java.nio.file.FileSystemException e) {
                // Windows keeps a file that somebody reads; the next change of the collection tries again.
                continue;
            }
        }
    }

    private Path folder(DatasetId id) {
        return root.path().resolve(SafeName.folder(id.name()));
    }

    private List<Path> folders() {
        try (Stream<Path> listed = Files.list(root.path())) {
            return listed.filter(each -> !each.getFileName().toString().startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw Trouble.of("The folder " + root.path() + " cannot be listed", e);
        }
    }

    /** The failure that names a collection which is not there. */
    public static StoreException noSuchCollection(Root root, DatasetId id) {
        return new StoreException(
                FilesystemErrorCode.NO_SUCH_COLLECTION,
                "The folder " + root.path() + " has no collection \"" + id
                        + "\"; its list of collections names those it has");
    }
}
