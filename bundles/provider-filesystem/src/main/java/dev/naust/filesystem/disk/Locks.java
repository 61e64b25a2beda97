package dev.naust.filesystem.disk;

import dev.naust.api.store.StoreException;
import dev.naust.filesystem.failure.FilesystemErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One change at a time, between the threads of a store and between processes that have the same folder open. */
public final class Locks implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 10;

    private final Root root;
    private final Map<String, Lock> locks = new ConcurrentHashMap<>();

    public Locks(Root root) {
        this.root = root;
    }

    /**
     * Waits for a lock, at most a minute, and does some work under it.
     *
     * @param name the same in every process; told apart as a file system without case would
     * @throws StoreException with {@code filesystem.busy} when others keep it too long
     */
    public <T> T holding(String name, Work<T> work) throws IOException, InterruptedException {
        Lock lock = locks.computeIfAbsent(SafeName.folder(SafeName.folded(name)), Lock::new);
        long until = System.nanoTime() + PATIENCE.toNanos();
        if (!lock.threads.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw busy(name);
        }
        try {
            FileLock taken = lock.tryTake(root.own().resolve("locks"));
            while (taken == null) {
                if (System.nanoTime() > until) {
                    throw busy(name);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                taken = lock.tryTake(root.own().resolve("locks"));
            }
            try {
                return work.run();
            } finally {
                if (taken.isValid()) {
                    taken.release();
                }
            }
        } finally {
            lock.threads.unlock();
        }
    }

    /** What is done under a lock. */
    public interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    @Override
    public void close() throws IOException {
        for (Lock lock : locks.values()) {
            lock.close();
        }
    }

    private static StoreException busy(String name) {
        return new StoreException(
                FilesystemErrorCode.BUSY,
                "Another process or run is still changing \"" + name + "\"; try again when it has ended");
    }

    /** Its channel stays open: closing one would give up, on some systems, what others of this process hold. */
    private static final class Lock implements Closeable {
        private final String file;
        private final ReentrantLock threads = new ReentrantLock();
        private @Nullable FileChannel channel;

        Lock(String file) {
            this.file = file;
        }

        @Nullable
        FileLock tryTake(Path folder) throws IOException {
            FileChannel open = opened(folder);
            try {
                return open.tryLock();
            } catch (OverlappingFileLockException e) {
                return null;
            }
        }

        @Override
        public synchronized void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }

        private synchronized FileChannel opened(Path folder) throws IOException {
            if (channel == null) {
                Files.createDirectories(folder);
                channel = FileChannel.open(folder.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
            return channel;
        }
    }
}
