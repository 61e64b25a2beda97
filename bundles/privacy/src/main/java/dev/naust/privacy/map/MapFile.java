package dev.naust.privacy.map;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.PrivacyMap.View;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The map as the file that a person, Git and the console edit alike: {@code config/policies/privacy-map.json}. It is read anew
 * each time. Safe for use by several threads.
 */
public final class MapFile {
    private final Path file;
    private final MapSchema schema = new MapSchema();
    private final JsonValues json = new JsonValues();
    /** What was read last and found sound, because a map is asked for with each record that is stored. */
    private volatile Read last =
            new Read(Optional.empty(), new PersonalMap(Document.empty(), List.of(), List.of(), ""));

    public MapFile(Path home) {
        this.file = home.resolve("config").resolve("policies").resolve("privacy-map.json");
    }

    String schema() {
        return schema.text();
    }

    /** The map as it is in the file, sound or not. */
    View view() {
        String text = text();
        if (text.isEmpty()) {
            return new View(
                    Document.of(java.util.Map.of("collections", new dev.naust.api.model.Value.Array(List.of()))), "0");
        }
        try {
            return new View(json.readObject(text), revision(text));
        } catch (MalformedJsonException e) {
            throw new InvalidConfigException(List.of(new ConfigProblem(
                    "", "config/policies/privacy-map.json is not JSON: " + e.getMessage() + "; correct the file")));
        }
    }

    /**
     * The map, ready to be used.
     *
     * @throws InvalidConfigException when the file is not sound
     */
    public PersonalMap read() {
        Optional<Stamp> stamp = stamp();
        Read before = last;
        if (stamp.isPresent() && stamp.equals(before.stamp())) {
            return before.map();
        }
        PersonalMap sound = judged(before.map());
        last = new Read(stamp.filter(Stamp::isSettled), sound);
        return sound;
    }

    /** A map and the file that it was read from, where that is known for certain. */
    private record Read(Optional<Stamp> stamp, PersonalMap map) {}

    /** What tells one state of the file from the next without reading it. */
    private record Stamp(
            FileTime changed, long size, @Nullable Object identity) {
        /** Two changes in one tick of the file system's clock look alike; after a while there can be no second one. */
        boolean isSettled() {
            return changed.toMillis() < System.currentTimeMillis() - 2_000;
        }
    }

    private Optional<Stamp> stamp() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Stamp(now.lastModifiedTime(), now.size(), now.fileKey()));
        } catch (IOException e) {
            // Reading the file says what is wrong, if anything is.
            return Optional.empty();
        }
    }

    private PersonalMap judged(PersonalMap read) {
        String text = text();
        if (read.revision().equals(text.isEmpty() ? "0" : revision(text))) {
            return read;
        }
        View view = view();
        List<ConfigProblem> problems = schema.problems(view.content());
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        return PersonalMap.of(view.content(), view.revision());
    }

    synchronized View replace(Document map, String expected) {
        View current = view();
        if (!current.revision().equals(expected)) {
            throw new StoreException(
                    ServiceError.PRIVACY_MAP_CHANGED,
                    "The map was changed by somebody else meanwhile; read it again and make your change to that");
        }
        List<ConfigProblem> problems = schema.problems(map);
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        try {
            write(json.writePretty(map) + "\n");
        } catch (IOException e) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The map could not be written to " + file + " ("
                            + e.getClass().getSimpleName()
                            + "); nothing was changed. Check the folder's rights and room",
                    e);
        }
        return view();
    }

    private String text() {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return "";
        } catch (IOException e) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The map " + file + " cannot be read (" + e.getClass().getSimpleName() + "); check its rights",
                    e);
        }
    }

    private void write(String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling("." + file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String revision(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
