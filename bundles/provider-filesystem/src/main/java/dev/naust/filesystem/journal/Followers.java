package dev.naust.filesystem.journal;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.filesystem.failure.Trouble;
import dev.naust.json.ExactJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who follows, and what the folders that people fill by hand held when they were last looked at; immutable.
 *
 * @param last the number of the last change that was written down and is gone by now
 * @param passed by follower the number of the last change that it has dealt with
 * @param followed by follower the names of its collections
 * @param folders by collection the marks of its files
 */
public record Followers(
        long last,
        Map<String, Long> passed,
        Map<String, Set<String>> followed,
        Map<String, Map<String, String>> folders) {
    private static final ExactJson JSON = new ExactJson();

    static Followers none() {
        return new Followers(0, Map.of(), Map.of(), Map.of());
    }

    /** Whether anybody follows a collection. */
    boolean follow(String collection) {
        return followed.values().stream().anyMatch(names -> names.contains(collection));
    }

    Followers with(String name, Set<String> collections, long from, Map<String, Map<String, String>> marks) {
        Map<String, Long> passedNow = new TreeMap<>(passed);
        passedNow.put(name, from);
        Map<String, Set<String>> followedNow = new TreeMap<>(followed);
        followedNow.put(name, Set.copyOf(collections));
        Map<String, Map<String, String>> foldersNow = new TreeMap<>(marks);
        foldersNow.putAll(folders);
        return new Followers(last, passedNow, followedNow, foldersNow);
    }

    Followers without(String name) {
        Map<String, Long> passedNow = new TreeMap<>(passed);
        passedNow.remove(name);
        Map<String, Set<String>> followedNow = new TreeMap<>(followed);
        followedNow.remove(name);
        Followers rest = new Followers(last, passedNow, followedNow, folders);
        Map<String, Map<String, String>> foldersNow = new TreeMap<>(folders);
        foldersNow.keySet().removeIf(collection -> !rest.follow(collection));
        return new Followers(last, passedNow, followedNow, foldersNow);
    }

    Followers withPassed(String name, long number) {
        Map<String, Long> passedNow = new TreeMap<>(passed);
        passedNow.put(name, number);
        return new Followers(last, passedNow, followed, folders);
    }

    Followers withLast(long number) {
        return new Followers(number, passed, followed, folders);
    }

    Followers withFolder(String collection, Map<String, String> marks) {
        Map<String, Map<String, String>> foldersNow = new TreeMap<>(folders);
        foldersNow.put(collection, marks);
        return new Followers(last, passed, followed, foldersNow);
    }

    void write(Path file) throws IOException {
        Map<String, Value> all = new LinkedHashMap<>();
        all.put("last", Value.int64(last));
        Map<String, Value> names = new LinkedHashMap<>();
        passed.forEach((name, number) -> names.put(
                name,
                new Value.Array(java.util.stream.Stream.concat(
                                java.util.stream.Stream.<Value>of(Value.int64(number)),
                                new TreeSet<>(followed.get(name)).stream().<Value>map(Text::of))
                        .toList())));
        all.put("followers", Document.of(names));
        Map<String, Value> marks = new LinkedHashMap<>();
        folders.forEach((collection, files) -> {
            Map<String, Value> each = new LinkedHashMap<>();
            files.forEach((file1, mark) -> each.put(file1, Text.of(mark)));
            marks.put(collection, Document.of(each));
        });
        all.put("folders", Document.of(marks));
        Files.writeString(file, JSON.write(Document.of(all)) + "\n");
    }

    static Followers read(Path file) {
        if (!Files.exists(file)) {
            return none();
        }
        try {
            Document all = JSON.readDocument(Files.readString(file));
            Map<String, Long> passed = new TreeMap<>();
            Map<String, Set<String>> followed = new TreeMap<>();
            ((Document) all.get("followers").orElseThrow()).toMap().forEach((name, value) -> {
                var items = ((Value.Array) value).items();
                passed.put(name, ((Value.Int64) items.get(0)).number());
                Set<String> collections = new TreeSet<>();
                items.subList(1, items.size()).forEach(each -> collections.add(((Text) each).string()));
                followed.put(name, collections);
            });
            Map<String, Map<String, String>> folders = new TreeMap<>();
            ((Document) all.get("folders").orElseThrow()).toMap().forEach((collection, value) -> {
                Map<String, String> marks = new TreeMap<>();
                ((Document) value).toMap().forEach((name, mark) -> marks.put(name, ((Text) mark).string()));
                folders.put(collection, marks);
            });
            return new Followers(((Value.Int64) all.get("last").orElseThrow()).number(), passed, followed, folders);
        } catch (IOException e) {
            throw Trouble.of(file + " cannot be read", e);
        }
    }
}
