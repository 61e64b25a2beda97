package dev.naust.filesystem.change;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.collection.Collections;
import dev.naust.filesystem.disk.Guard;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.filesystem.failure.Trouble;
import dev.naust.filesystem.foreign.HandMade;
import dev.naust.filesystem.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Follows collections that Naust made, whose commits are written down, and folders of documents that people fill, which are
 * watched. Files of many records have no keys that would tell which record changed. Safe for several threads.
 */
public final class FolderChangeFeed implements ChangeFeed {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private final Root root;
    private final Guard guard;
    private final Journal journal;
    private final Collections collections;
    private final HandMade handMade;

    public FolderChangeFeed(Root root, Guard guard, Journal journal, Collections collections, HandMade handMade) {
        this.root = root;
        this.guard = guard;
        this.journal = journal;
        this.collections = collections;
        this.handMade = handMade;
    }

    @Override
    public Position follow(String name, List<DatasetId> datasets) throws InterruptedException {
        guard.ensureOpen();
        if (!NAME.matcher(name).matches() || datasets.isEmpty()) {
            throw new StoreException(
                    FilesystemErrorCode.BAD_FOLLOWER,
                    "A follower has a name of small letters, digits and _, up to 41, and at least one collection to follow");
        }
        Set<String> names = new TreeSet<>();
        List<DatasetId> made = new ArrayList<>();
        Map<String, Map<String, String>> marks = new TreeMap<>();
        try {
            for (DatasetId dataset : datasets) {
                boolean isMade = collections.schema(dataset).isPresent();
                requireKey(isMade ? collections.schema(dataset).orElseThrow() : handMade.describe(dataset));
                names.add(dataset.name());
                if (isMade) {
                    made.add(dataset);
                } else {
                    marks.put(dataset.name(), FolderMarks.of(folder(dataset)));
                }
            }
            long from = collections.still(made, () -> journal.follow(name, names, marks));
            return new Position(Long.toString(from));
        } catch (IOException e) {
            throw Trouble.of("Following in " + root.path() + " is not possible", e);
        }
    }

    private static void requireKey(Schema schema) {
        if (schema.key().isEmpty()) {
            throw new StoreException(
                    FilesystemErrorCode.NO_KEY,
                    "Collection \"" + schema.id()
                            + "\" has no key, so nobody could tell which record changed; follow others");
        }
    }

    @Override
    public void forget(String name) throws InterruptedException {
        guard.ensureOpen();
        try {
            journal.forget(name);
        } catch (IOException e) {
            throw Trouble.of("Forgetting a follower in " + root.path() + " is not possible", e);
        }
    }

    @Override
    public ChangeReader read(String name, Position after) {
        guard.ensureOpen();
        long number;
        try {
            number = Long.parseLong(after.token());
        } catch (NumberFormatException e) {
            throw new StoreException(
                    FilesystemErrorCode.BAD_POSITION,
                    "The place to go on from was not made by a folder's store; follow the collections anew",
                    e);
        }
        return guard.watch(new FolderChangeReader(this, name, number));
    }

    /** The folder of a collection that people fill. */
    Path folder(DatasetId dataset) {
        return root.path().resolve(dataset.name());
    }

    Root root() {
        return root;
    }

    Guard guard() {
        return guard;
    }

    Journal journal() {
        return journal;
    }

    Collections collections() {
        return collections;
    }

    HandMade handMade() {
        return handMade;
    }
}
