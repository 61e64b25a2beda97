package dev.naust.filesystem.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one open store keeps what is not finished. The folder is locked while its store lives; what a killed process left is
 * found unlocked and removed by the next store that writes.
 */
public final class Workshop implements Closeable {
    private static final String LOCK = "lock";

    private final Root root;
    private final String process = processMark();
    private final AtomicLong numbers = new AtomicLong();
    private @Nullable Path bench;
    private @Nullable FileChannel lock;
    private boolean closed;

    public Workshop(Root root) {
        this.root = root;
    }

    /** The place for a new unfinished file or folder, which is not there yet. */
    public synchronized Path place() throws IOException {
        if (closed) {
            throw new IOException("The store is closed");
        }
        if (bench == null) {
            bench = open();
        }
        return bench.resolve(Long.toString(numbers.incrementAndGet()));
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try {
            if (lock != null) {
                lock.close();
            }
        } finally {
            if (bench != null) {
                Durable.removeTree(bench);
            }
        }
    }

    private Path open() throws IOException {
        Path all = root.own().resolve("unfinished");
        Files.createDirectories(all);
        clear(all);
        Path mine = Files.createDirectory(all.resolve(process + "-" + UUID.randomUUID()));
        FileChannel channel = FileChannel.open(
                mine.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            channel.lock();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        lock = channel;
        return mine;
    }

    private void clear(Path all) throws IOException {
        List<Path> others;
        try (Stream<Path> listed = Files.list(all)) {
            others = listed.filter(each -> !each.getFileName().toString().startsWith(process + "-"))
                    .toList();
        }
        for (Path other : others) {
            if (isAbandoned(other)) {
                Durable.removeTree(other);
            }
        }
    }

    private static boolean isAbandoned(Path other) throws IOException {
        Path file = other.resolve(LOCK);
        if (!Root.isPlainFile(file)) {
            // A process may be between making its folder and locking it; an empty folder costs nothing.
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Tells this process from all others, also from one before it with the same number. */
    private static String processMark() {
        ProcessHandle me = ProcessHandle.current();
        long started =
                me.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
        return me.pid() + "-" + started;
    }
}
