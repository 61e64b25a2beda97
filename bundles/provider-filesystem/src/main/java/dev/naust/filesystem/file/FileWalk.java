package dev.naust.filesystem.file;

import dev.naust.api.model.Text;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.SafeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Goes through a folder in the order of the bytes of paths, and leaves whole folders out that cannot hold what is asked for. */
final class FileWalk {
    private static final Comparator<String> BY_BYTES = Comparator.comparing(Text::of);

    private final Optional<String> after;
    private final int limit;
    private final List<String> found = new ArrayList<>();

    FileWalk(Optional<String> after, int limit) {
        this.after = after;
        this.limit = limit;
    }

    /** The paths of plain files below a folder; {@code prefix} is the folder's own path, empty or ending with a slash. */
    List<String> paths(Path folder, String prefix) throws IOException, InterruptedException {
        walk(folder, prefix);
        return found;
    }

    private void walk(Path folder, String prefix) throws IOException, InterruptedException {
        for (String name : names(folder)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (found.size() == limit) {
                return;
            }
            String path = prefix + name;
            if (name.endsWith("/")) {
                boolean passed =
                        after.isPresent() && !after.get().startsWith(path) && BY_BYTES.compare(path, after.get()) < 0;
                if (!passed) {
                    walk(folder.resolve(name.substring(0, name.length() - 1)), path);
                }
            } else if (after.isEmpty() || BY_BYTES.compare(path, after.get()) > 0) {
                found.add(path);
            }
        }
    }

    /** A folder's names, those of folders with a slash at their end, which is how they stand in paths. */
    private static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> listed = Files.list(folder)) {
            for (Path each : (Iterable<Path>) listed::iterator) {
                String name = each.getFileName().toString();
                if (SafeName.problem(name).isPresent()) {
                    continue;
                }
                if (Root.isPlainFolder(each)) {
                    names.add(name + "/");
                } else if (Root.isPlainFile(each)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            // Removed since its own folder was listed: it has no files any more.
            return List.of();
        }
        names.sort(BY_BYTES);
        return names;
    }
}
