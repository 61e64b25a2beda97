package dev.naust.sqlite.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handles through which pages are read, kept open as long as any store of their file is. On POSIX systems a process
 * loses all its locks of a file as soon as it closes any handle of it ("How To Corrupt An SQLite Database File", section
 * 2.2), SQLite's among them: a handle may be closed only when no connection can be left. Safe for use by several threads.
 */
public final class OpenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    private final Map<Path, Users> users = new HashMap<>();

    /** What is open for one path: how many stores, and the handles that nobody reads with at the moment. */
    private static final class Users {
        private int stores;
        private final Deque<Handle> idle = new ArrayDeque<>();
    }

    /**
     * One open file.
     *
     * @param key which file it is, whatever its name is now
     */
    public record Handle(RandomAccessFile file, Object key) {}

    /** A store of this file opens. */
    public synchronized void join(Path path) {
        users.computeIfAbsent(path, any -> new Users()).stores++;
    }

    /** A store of this file has closed all its connections. */
    public synchronized void leave(Path path) {
        Users left = users.get(path);
        if (left == null || --left.stores > 0) {
            return;
        }
        users.remove(path);
        left.idle.forEach(this::retire);
    }

    /**
     * A handle for one reader, who gives it back.
     *
     * @throws IOException when the file cannot be opened, or is being replaced
     */
    public synchronized Handle lend(Path path) throws IOException {
        Object key = key(path);
        Users open = users.get(path);
        if (open == null) {
            throw new IOException("the store of this file was closed");
        }
        List<Handle> others = new ArrayList<>();
        for (Handle each = open.idle.poll(); each != null; each = open.idle.poll()) {
            if (each.key().equals(key)) {
                others.forEach(this::retire);
                return each;
            }
            others.add(each);
        }
        others.forEach(this::retire);
        Handle opened = new Handle(new RandomAccessFile(path.toFile(), "r"), key);
        if (!key(path).equals(key)) {
            open.idle.add(opened);
            throw new IOException("the file is being replaced");
        }
        return opened;
    }

    /** Takes a handle back. */
    public synchronized void giveBack(Path path, Handle handle) {
        Users open = users.get(path);
        if (open == null) {
            retire(handle);
        } else {
            open.idle.add(handle);
        }
    }

    /** Closes a handle, unless a store has the same file under another name: then it goes to that store. */
    private void retire(Handle handle) {
        for (Map.Entry<Path, Users> each : users.entrySet()) {
            if (isOf(each.getKey(), handle)) {
                each.getValue().idle.add(handle);
                return;
            }
        }
        try {
            handle.file().close();
        } catch (IOException e) {
            LOG.warn("A file that was read could not be closed", e);
        }
    }

    private static boolean isOf(Path path, Handle handle) {
        try {
            return key(path).equals(handle.key());
        } catch (IOException gone) {
            return false;
        }
    }

    private static Object key(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return Objects.requireNonNullElse(key, path);
    }
}
