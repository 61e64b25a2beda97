package dev.naust.filesystem.change;

import dev.naust.filesystem.foreign.HandMade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** What tells a document's file from an earlier one of its name: its length, its time and which file it is. */
final class FolderMarks {
    private FolderMarks() {}

    /** By the names of documents; of a folder that is not there, none. */
    static Map<String, String> of(Path folder) throws IOException {
        Map<String, String> marks = new TreeMap<>();
        for (Map.Entry<String, Path> document : HandMade.documents(folder).entrySet()) {
            try {
                BasicFileAttributes is =
                        Files.readAttributes(document.getValue(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                marks.put(document.getKey(), is.size() + " " + is.lastModifiedTime() + " " + is.fileKey());
            } catch (NoSuchFileException e) {
                // It went while the folder was read, as if it had gone before.
                marks.remove(document.getKey());
            }
        }
        return marks;
    }
}
