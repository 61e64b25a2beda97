package dev.naust.filesystem.collection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A segment and where its file is: in its collection's folder, or still in the workshop. */
record Stored(Path path, Segment segment) {

    SegmentCursor cursor(List<String> key) throws IOException {
        return new SegmentCursor(path, segment, key);
    }
}
