package dev.naust.filesystem;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Footing;
import dev.naust.filesystem.disk.Root;
import dev.naust.filesystem.foreign.Uncollected;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalLong;

/** What the file system says of a folder: how much more it holds, and whether it may be written. */
final class FilesystemFooting implements Footing {
    private final Root root;

    FilesystemFooting(Root root) {
        this.root = root;
    }

    @Override
    public OptionalLong room() {
        try {
            return OptionalLong.of(Files.getFileStore(root.path()).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public List<String> leftBehind() {
        return new Uncollected(root).sentences();
    }

    @Override
    public List<String> againstWriting(List<DatasetId> there, boolean making) {
        return Files.isWritable(root.path())
                ? List.of()
                : List.of("The folder " + root.path() + " may not be written by the server's user: change its rights");
    }
}
