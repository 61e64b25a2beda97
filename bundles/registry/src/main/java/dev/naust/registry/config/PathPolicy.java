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
    /** What the server keeps for itself inside the home folder; no store may lie there, whatever the roots are. */
    private static final List<String> OWN =
            List.of("data/control.db", "data/cache", "config", "keys", "plugins", "logs", "bundles", "lib", "bin");

    private static final List<String> DATABASE_SIDE_FILES = List.of("-wal", "-shm", "-journal");

    private final Path home;
    private final List<Path> roots;
    private final String setting;
    private final String whose;

    /** Confines the paths of stores. */
    PathPolicy(Path home, List<Path> roots) {
        this(home, roots, "fileRoots", "stores");
    }

    /**
     * @param setting the name of the list in config/naust.json that holds the roots
     * @param whose who may use the roots, for messages
     */
    PathPolicy(Path home, List<Path> roots, String setting, String whose) {
        this.home = home;
        this.roots = List.copyOf(roots);
        this.setting = setting;
        this.whose = whose;
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
            refuseOwn(real);
            if (Files.exists(real) && !Files.isRegularFile(real) && !Files.isDirectory(real)) {
                throw new RefusedPathException("is neither a file nor a folder but a device or a pipe");
            }
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
        throw new RefusedPathException("lies outside the folders that " + whose + " may use ("
                + roots.stream().map(this::shown).collect(Collectors.joining(", "))
                + "); choose a path inside, or add the folder to " + setting + " in config/naust.json");
    }

    private void refuseOwn(Path real) throws IOException, RefusedPathException {
        Path base = real(home);
        if (!real.startsWith(base)) {
            return;
        }
        for (String name : OWN) {
            Path own = base.resolve(name);
            boolean beside = DATABASE_SIDE_FILES.stream()
                    .anyMatch(end -> real.equals(own.resolveSibling(own.getFileName() + end)));
            if (real.startsWith(own) || beside) {
                throw new RefusedPathException(
                        "is the server's own (" + name + "), where nothing else may be;" + " choose another path");
            }
        }
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
