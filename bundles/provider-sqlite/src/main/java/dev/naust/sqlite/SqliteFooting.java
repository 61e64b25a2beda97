package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Footing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the file system says of a SQLite file: how much more it holds, and whether the file may be written. */
final class SqliteFooting implements Footing {
    private final SqliteConfig config;

    SqliteFooting(SqliteConfig config) {
        this.config = config;
    }

    @Override
    public OptionalLong room() {
        try {
            return OptionalLong.of(Files.getFileStore(folder()).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** A file that is yet to be made is a fine target, and no source. */
    @Override
    public List<String> againstReading(List<DatasetId> collections) {
        return Files.exists(config.path())
                ? List.of()
                : List.of("SQLite file " + config.path()
                        + " is not there, so that nothing can be read from it: correct the" + " path");
    }

    private Path folder() {
        Path parent = config.path().toAbsolutePath().getParent();
        return parent == null ? config.path().toAbsolutePath() : parent;
    }

    /** SQLite makes files beside its own while it writes. */
    @Override
    public List<String> againstWriting(List<DatasetId> there, boolean making) {
        List<String> against = new ArrayList<>();
        Path path = config.path();
        if (config.readOnly()) {
            against.add("SQLite file " + path + " is configured as read-only: set readOnly to false, or choose another"
                    + " target");
        } else if (Files.exists(path) && !Files.isWritable(path)) {
            against.add("SQLite file " + path + " may not be written by the server's user: change its rights");
        } else if (!Files.isWritable(folder())) {
            against.add(
                    "The folder of SQLite file " + path + " may not be written by the server's user, and SQLite makes"
                            + " files beside its own while it writes: change the folder's rights");
        }
        return against;
    }
}
