package dev.naust.filesystem.foreign;

import dev.naust.filesystem.collection.Collections;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.SafeName;
import dev.naust.filesystem.failure.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What lies in a folder and is in none of its collections, such as a document beside them or a folder in a folder. Some
 * names are in memory at a time, however many there are.
 */
public final class Uncollected {
    private static final int NAMED = 20;

    private final Root root;
    private final TreeSet<String> named = new TreeSet<>();
    private long others;
    private boolean files;

    public Uncollected(Root root) {
        this.root = root;
    }

    /** What stays behind when the collections are moved, each kind of it in a sentence. */
    public List<String> sentences() {
        each(root.path(), this::look);
        List<String> sentences = new ArrayList<>();
        if (others > 0) {
            String more = others > named.size() ? " and " + (others - named.size()) + " more" : "";
            sentences.add("In the folder " + root.path() + " these belong to no collection: "
                    + String.join(", ", named) + more
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
            if (Root.isPlainFolder(entry)) {
                each(entry, inside -> files = true);
            }
        } else if (Root.isPlainFolder(entry) && Collections.isMade(entry)) {
            return;
        } else if (!HandMade.isCollection(entry)) {
            count(name);
        } else if (Root.isPlainFolder(entry)) {
            each(entry, inside -> {
                if (!FolderDocuments.isDocument(inside)) {
                    count(name + "/" + inside.getFileName());
                }
            });
        }
    }

    private void count(String name) {
        others++;
        named.add(name);
        if (named.size() > NAMED) {
            named.pollLast();
        }
    }

    /** What is there for people to see, in no order. */
    private static void each(Path folder, Consumer<Path> look) {
        try (Stream<Path> listed = Files.list(folder)) {
            listed.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .forEach(look);
        } catch (IOException e) {
            throw Trouble.of("The folder " + folder + " cannot be listed", e);
        } catch (UncheckedIOException e) {
            throw Trouble.of("The folder " + folder + " cannot be listed", e.getCause());
        }
    }
}
