package dev.naust.filesystem.file;

import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.disk.SafeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A path that does not leave its folder: its parts are names, and none of them is a link.
 *
 * @param given as the caller wrote it
 * @param names its parts
 */
record FilePath(String given, List<String> names) {

    /** @throws StoreException with {@code file.path} when some part is no name that every file system takes */
    static FilePath of(String given) {
        List<String> names = List.of(given.split("/", -1));
        for (String name : names) {
            Optional<String> problem = SafeName.problem(name);
            if (problem.isPresent()) {
                throw refused(given, problem.get());
            }
        }
        return new FilePath(given, names);
    }

    /** Where the file is or would be; no part of the way there is a link. */
    Path in(Path folder) {
        Path place = folder;
        for (String name : names) {
            if (Files.isSymbolicLink(place)) {
                throw refused(given, "a part of it is a link, and links are not followed");
            }
            place = place.resolve(name);
        }
        if (Files.isSymbolicLink(place)) {
            throw refused(given, "it is a link, and links are not followed");
        }
        return place;
    }

    /** Refuses a new name beside one that some file systems would take for the same. */
    void refuseClash(Path folder) throws IOException {
        Path place = folder;
        for (String name : names) {
            Path next = place.resolve(name);
            if (Root.isPlainFolder(place) && !Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                try (Stream<Path> siblings = Files.list(place)) {
                    for (Iterator<Path> each = siblings.iterator(); each.hasNext(); ) {
                        String sibling = each.next().getFileName().toString();
                        if (SafeName.folded(sibling).equals(SafeName.folded(name))) {
                            throw refused(
                                    given,
                                    "\"" + sibling + "\" is there, which some file systems take for the same name");
                        }
                    }
                }
                return;
            }
            place = next;
        }
    }

    static StoreException refused(String path, String why) {
        return new StoreException(
                CommonError.FILE_PATH, "The path \"" + path + "\" cannot be used: " + why + ". Choose another path");
    }
}
