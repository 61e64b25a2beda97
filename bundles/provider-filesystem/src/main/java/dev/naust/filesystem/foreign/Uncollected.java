package dev.naust.filesystem.foreign;

import dev.naust.filesystem.collection.Collections;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.SafeName;
import dev.naust.filesystem.failure.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a folder and is in none of its collections, such as a document beside them or a folder in a folder. */
public final class Uncollected {
    private static final int NAMED = 20;

    private final Root root;
    private final List<String> others = new ArrayList<>();
    private boolean files;

    public Uncollected(Root root) {
        this.root = root;
    }

    /** What stays behind when the collections are moved, each kind of it in a sentence. */
    public List<String> sentences() {
        entries(root.path()).forEach(this::look);
        List<String> sentences = new ArrayList<>();
        if (!others.isEmpty()) {
            String more = others.size() > NAMED ? " and " + (others.size() - NAMED) + " more" : "";
            sentences.add("In the folder " + root.path() + " these belong to no collection: "
                    + String.join(", ", others.subList(0, Math.min(NAMED, others.size()))) + more
                    + ". Documents are read from .ndjson and .jsonl files, and from .json files of a folder in it; rows from"
                    + " .csv files; links are not followed");
        }
        if (files) {
            sentences.add("The files below " + root.path().resolve("files") + " are no records");
        }
        return sentences;
    }

    private void look(Path entry) {
        String name = entry.getFileName().toString();
        if (SafeName.isReserved(name)) {
            files = Root.isPlainFolder(entry) && !entries(entry).isEmpty();
        } else if (Root.isPlainFolder(entry) && Collections.isMade(entry)) {
            return;
        } else if (!HandMade.isCollection(entry)) {
            others.add(name);
        } else if (Root.isPlainFolder(entry)) {
            entries(entry).stream()
                    .filter(inside -> !FolderDocuments.isDocument(inside))
                    .forEach(inside -> others.add(name + "/" + inside.getFileName()));
        }
    }

    /** What is there for people to see, sorted. */
    private static List<Path> entries(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.filter(each -> !each.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Trouble.of("The folder " + folder + " cannot be listed", e);
        }
    }
}
