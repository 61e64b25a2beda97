package dev.naust.filesystem.journal;

import dev.naust.api.model.Document;
import dev.naust.filesystem.disk.Durable;
import dev.naust.filesystem.disk.LineFile;
import dev.naust.json.ExactJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of changes: one line about itself, then one for each change.
 *
 * @param first the number of its first change
 * @param count how many it has
 */
public record JournalFile(Path path, long first, long count) {
    private static final ExactJson JSON = new ExactJson();
    private static final Pattern NAME = Pattern.compile("([0-9]{19})-([0-9]{1,18})\\.(pending|ndjson)");
    /** A record's line has at most 16 MiB, and its key comes once more. */
    private static final int LONGEST_LINE = 40 << 20;

    private static final String PENDING = ".pending";
    private static final String SETTLED = ".ndjson";

    /** The number of its last change. */
    public long last() {
        return first + count - 1;
    }

    /** The files whose changes happened, in their order. */
    public static List<JournalFile> settledIn(Path folder) throws IOException {
        return in(folder, SETTLED);
    }

    static List<JournalFile> pendingIn(Path folder) throws IOException {
        return in(folder, PENDING);
    }

    /** The number of the last change there ever was. */
    static long last(Path folder, long before) throws IOException {
        long last = before;
        for (JournalFile file : settledIn(folder)) {
            last = Math.max(last, file.last());
        }
        return last;
    }

    static JournalFile pending(Path folder, Path written, long first, long count) throws IOException {
        Path place = folder.resolve(String.format("%019d-%d%s", first, count, PENDING));
        Files.move(written, place);
        Durable.forceFolder(folder);
        return new JournalFile(place, first, count);
    }

    void settled(Path folder) throws IOException {
        String name = path.getFileName().toString();
        Files.move(path, folder.resolve(name.substring(0, name.length() - PENDING.length()) + SETTLED));
        Durable.forceFolder(folder);
    }

    Document head() throws IOException {
        try (LineFile lines = new LineFile(path, LONGEST_LINE)) {
            byte[] line = lines.next();
            return JSON.readDocument(new String(line == null ? new byte[0] : line, StandardCharsets.UTF_8));
        }
    }

    /** Its lines, from a byte on; from 0 on they begin with the one about itself. */
    public LineFile lines(long from) throws IOException {
        LineFile lines = new LineFile(path, LONGEST_LINE);
        lines.seek(from);
        return lines;
    }

    /** The change that a line says. */
    public static Entry entry(byte[] line) {
        return Entry.of(JSON.readDocument(new String(line, StandardCharsets.UTF_8)));
    }

    private static List<JournalFile> in(Path folder, String suffix) throws IOException {
        List<JournalFile> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(path -> {
                Matcher name = NAME.matcher(path.getFileName().toString());
                if (name.matches() && path.getFileName().toString().endsWith(suffix)) {
                    found.add(new JournalFile(path, Long.parseLong(name.group(1)), Long.parseLong(name.group(2))));
                }
            });
        }
        found.sort(Comparator.comparingLong(JournalFile::first));
        return found;
    }
}
