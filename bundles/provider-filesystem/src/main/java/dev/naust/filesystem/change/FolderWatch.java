package dev.naust.filesystem.change;

import dev.naust.filesystem.failure.Trouble;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Wakes whoever waits when something happens in a folder or in the folders right below it. The system may leave events out, and
 * some file systems tell none: so it wakes every second anyhow, and whoever wakes looks at the files themselves.
 */
final class FolderWatch {
    private static final long LOOK_MILLIS = 1_000;

    private final Path root;
    private final Path journal;
    private final WatchService service;
    private final Set<Path> watched = new HashSet<>();

    FolderWatch(Path root, Path journal) throws IOException {
        this.root = root;
        this.journal = journal;
        this.service = root.getFileSystem().newWatchService();
    }

    /** Waits for something to happen, at most for this time. */
    void await(Duration patience) throws IOException, InterruptedException {
        try {
            boolean fresh = watchMore();
            long millis = Math.min(fresh ? 0 : LOOK_MILLIS, Math.max(1, patience.toMillis()));
            WatchKey key = service.poll(millis, TimeUnit.MILLISECONDS);
            while (key != null) {
                key.pollEvents();
                if (!key.reset()) {
                    watched.remove((Path) key.watchable());
                }
                key = service.poll();
            }
        } catch (ClosedWatchServiceException e) {
            // The store or its reader was closed meanwhile, which the caller sees next.
            watched.clear();
        }
    }

    /** Whether a folder came to those that are watched: what happened in it before is still to be looked at. */
    private boolean watchMore() throws IOException {
        boolean fresh = false;
        for (Path folder : folders()) {
            if (watched.add(folder)) {
                folder.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                fresh = true;
            }
        }
        return fresh;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> below = Files.list(root)) {
            return Stream.concat(Stream.of(root, journal), below)
                    .filter(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw Trouble.of("The watch over " + root + " cannot be ended", e);
        }
    }
}
