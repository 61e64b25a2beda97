package dev.naust.registry.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Resolves paths of store configurations against the home folder and confines them to the roots that the server allows. A
 * symbolic link counts as what it points to.
 */
final class PathPolicy {
    private final Path home;
    private final List<Path> roots;

    PathPolicy(Path home, List<Path> roots) {
        this.home = home;
        this.roots = List.copyOf(roots);
    }

    /** Why a path is refused; empty when it is not. */
    Optional<String> refuse(String path) {
        try {
            resolve(path);
            return Optional.empty();
        } catch (RefusedPathException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** The absolute path that a path of a configuration means, links resolved as far as the path exists. */
    Path resolve(String path) throws RefusedPathException {
        if (path.isBlank()) {
            throw new RefusedPathException("must not be empty");
        }
        Path real;
        try {
            real = real(home.resolve(path).normalize());
            for (Path root : roots) {
                if (real.startsWith(real(root))) {
                    return real;
                }
            }
        } catch (InvalidPathException e) {
            throw new RefusedPathException("is no path: " + e.getReason());
        } catch (IOException e) {
            throw new RefusedPathException("cannot be followed: a part of it is a link to nowhere, or may not be read");
        }
        throw new RefusedPathException("lies outside the folders that stores may use ("
                + roots.stream().map(this::shown).collect(Collectors.joining(", "))
                + "); choose a path inside, or add the folder to fileRoots in config/naust.json");
    }

    private String shown(Path root) {
        return root.startsWith(home) ? home.relativize(root).toString() : root.toString();
    }

    private static Path real(Path path) throws IOException {
        Path there = path;
        while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toRealPath().resolve(there.relativize(path)).normalize();
    }

    /** A path is not one that a store may use; the message says why. */
    static final class RefusedPathException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedPathException(String message) {
            super(message);
        }
    }
}
