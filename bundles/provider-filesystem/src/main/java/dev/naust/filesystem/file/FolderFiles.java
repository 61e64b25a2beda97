package dev.naust.filesystem.file;

import dev.naust.api.model.Bytes;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoredFiles;
import dev.naust.filesystem.disk.Durable;
import dev.naust.filesystem.disk.Guard;
import dev.naust.filesystem.disk.Locks;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.Workshop;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import dev.naust.filesystem.failure.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The files below the root's folder {@code files}. Safe for several threads. */
public final class FolderFiles implements StoredFiles {
    private static final String LOCK = "files";
    private static final int CHUNK = 64 * 1024;

    private final Path folder;
    private final Workshop workshop;
    private final Locks locks;
    private final Guard guard;
    private final Checksums checksums;

    public FolderFiles(Root root, Workshop workshop, Locks locks, Guard guard) {
        this.folder = root.path().resolve("files");
        this.workshop = workshop;
        this.locks = locks;
        this.guard = guard;
        this.checksums = new Checksums(root, workshop);
    }

    @Override
    public List<StoredFile> list(String below, Optional<String> after, int limit) throws InterruptedException {
        guard.ensureOpen();
        Path start = below.isEmpty() ? folder : FilePath.of(below).in(folder);
        if (!Root.isPlainFolder(start)) {
            return List.of();
        }
        try {
            List<StoredFile> files = new ArrayList<>();
            for (String path : new FileWalk(after, limit).paths(start, below.isEmpty() ? "" : below + "/")) {
                find(path).ifPresent(files::add);
            }
            return files;
        } catch (IOException e) {
            throw Trouble.of("The files in " + start + " cannot be listed", e);
        }
    }

    @Override
    public Optional<StoredFile> find(String path) {
        guard.ensureOpen();
        return find(FilePath.of(path));
    }

    @Override
    public InputStream open(String path) {
        guard.ensureOpen();
        FilePath name = FilePath.of(path);
        Path file = name.in(folder);
        try {
            Optional<Checksums.Noted> noted = noted(name, file);
            InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            if (noted.isPresent()) {
                in = new CheckedStream(path, in, sha256(), noted.get().sha256());
            }
            return in;
        } catch (NoSuchFileException e) {
            throw notFound(path);
        } catch (IOException e) {
            throw Trouble.of("The file \"" + path + "\" cannot be read", e);
        }
    }

    @Override
    public StoredFile write(String path, InputStream content, Optional<String> expected)
            throws IOException, InterruptedException {
        guard.ensureOpen();
        FilePath name = FilePath.of(path);
        name.in(folder);
        Path unfinished = writing(path, workshop::place);
        try {
            Bytes sha256 = receive(path, content, unfinished);
            return writing(path, () -> publish(name, unfinished, sha256, expected));
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    @Override
    public boolean delete(String path) throws InterruptedException {
        guard.ensureOpen();
        FilePath name = FilePath.of(path);
        try {
            return locks.holding(LOCK, () -> delete(name));
        } catch (IOException e) {
            throw Trouble.of("The file \"" + path + "\" cannot be deleted", e);
        }
    }

    private Bytes receive(String path, InputStream content, Path unfinished) throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = writing(path, () -> Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW))) {
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                guard.ensureOpen();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                int length = read;
                digest.update(chunk, 0, length);
                writing(path, () -> {
                    out.write(chunk, 0, length);
                    return length;
                });
            }
        }
        return Bytes.of(digest.digest());
    }

    private StoredFile publish(FilePath name, Path unfinished, Bytes sha256, Optional<String> expected)
            throws IOException, InterruptedException {
        return locks.holding(LOCK, () -> {
            Path place = name.in(folder);
            refuseOther(name, place, expected);
            name.refuseClash(folder);
            makeFolders(place.getParent());
            List<Checksums.Noted> states = new ArrayList<>(checksums.all(name));
            Checksums.Noted now = noted(unfinished, sha256, states);
            states.add(now);
            checksums.write(name, states);
            Durable.replace(unfinished, place);
            checksums.write(name, List.of(now));
            return find(name).orElseThrow(() -> notFound(name.given()));
        });
    }

    /** What to note of a new state; its time is made another than that of states before, which tells them apart. */
    private static Checksums.Noted noted(Path unfinished, Bytes sha256, List<Checksums.Noted> before)
            throws IOException {
        Instant changed = attributes(unfinished).lastModifiedTime().toInstant();
        for (Checksums.Noted each : before) {
            if (!changed.isAfter(each.changedAt())) {
                changed = each.changedAt().plusMillis(1);
            }
        }
        Files.setLastModifiedTime(unfinished, FileTime.from(changed));
        BasicFileAttributes attributes = attributes(unfinished);
        return new Checksums.Noted(
                sha256, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    private boolean delete(FilePath name) throws IOException {
        Path file = name.in(folder);
        if (!Root.isPlainFile(file)) {
            return false;
        }
        Files.delete(file);
        Durable.forceFolder(file.getParent());
        Checksums.removeEmpty(file.getParent(), folder);
        checksums.remove(name);
        return true;
    }

    private void refuseOther(FilePath name, Path place, Optional<String> expected) {
        if (Root.isPlainFolder(place)) {
            throw FilePath.refused(name.given(), "it is a folder");
        }
        Optional<String> there = find(name).map(StoredFile::version);
        if (!there.equals(expected)) {
            throw new StoreException(
                    CommonError.FILE_EXISTS,
                    there.isPresent()
                            ? "There is another file \"" + name.given()
                                    + "\" already; read it, then replace its version"
                            : "There is no file \"" + name.given() + "\" any more to replace; write it as a new one");
        }
    }

    private void makeFolders(Path wanted) throws IOException {
        Path above = folder.getParent();
        for (Path part : above.relativize(wanted)) {
            Path next = above.resolve(part);
            if (Root.isPlainFile(next)) {
                throw FilePath.refused(above.relativize(wanted).toString(), "\"" + part + "\" is a file");
            }
            if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(next);
                Durable.forceFolder(above);
            }
            above = next;
        }
    }

    private Optional<StoredFile> find(FilePath name) {
        Path file = name.in(folder);
        try {
            if (!Root.isPlainFile(file)) {
                return Optional.empty();
            }
            BasicFileAttributes attributes = attributes(file);
            Instant changed = attributes.lastModifiedTime().toInstant();
            Optional<Bytes> sha256 = checksums.of(name, changed).map(Checksums.Noted::sha256);
            String version =
                    sha256.map(sum -> HexFormat.of().formatHex(sum.array())).orElse(attributes.size() + "-" + changed);
            return Optional.of(new StoredFile(name.given(), attributes.size(), changed, sha256, version));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Trouble.of("The file \"" + name.given() + "\" cannot be looked at", e);
        }
    }

    private Optional<Checksums.Noted> noted(FilePath name, Path file) throws IOException {
        if (!Root.isPlainFile(file)) {
            throw new NoSuchFileException(name.given());
        }
        BasicFileAttributes attributes = attributes(file);
        Optional<Checksums.Noted> noted =
                checksums.of(name, attributes.lastModifiedTime().toInstant());
        if (noted.isPresent() && noted.get().bytes() != attributes.size()) {
            throw new StoreException(
                    FilesystemErrorCode.DAMAGED,
                    "The file \"" + name.given() + "\" is damaged: it has " + attributes.size()
                            + " bytes, but was written" + " with " + noted.get().bytes()
                            + ". Restore it from a backup");
        }
        return noted;
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static StoreException notFound(String path) {
        return new StoreException(
                CommonError.FILE_NOT_FOUND,
                "There is no file \"" + path + "\"; the list of files names those there are");
    }

    /** Failures of the disk become ours; those of the content that is read stay the caller's. */
    private static <T> T writing(String path, Writing<T> work) throws InterruptedException {
        try {
            return work.run();
        } catch (IOException e) {
            throw Trouble.of("The file \"" + path + "\" cannot be written", e);
        }
    }

    private interface Writing<T> {
        T run() throws IOException, InterruptedException;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
