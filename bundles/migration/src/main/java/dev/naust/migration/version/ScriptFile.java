package dev.naust.migration.version;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A file of a store's folder. Its text is read when it is asked for, so that one file's at most is held.
 *
 * @param kind V for a version, U for taking one back, B for what stands for all up to one, R for one that is run whenever it
 *     changes, C for a callback
 * @param version empty for R and C
 * @param description for C the event
 * @param path inside of the folder, with slashes
 * @param checksum as Flyway computes it: of a version's file as it lies there, of one that is repeated with its values
 * @param alone whether the file beside it says that it must not run in a transaction
 * @param source the file itself
 */
record ScriptFile(
        char kind,
        Optional<VersionNumber> version,
        String description,
        String path,
        int checksum,
        boolean alone,
        Source source) {
    private static final long LARGEST = 16L << 20;
    private static final String MARK = "\uFEFF";

    /**
     * Where a text comes from.
     *
     * @param placeholders empty when the file has none
     */
    private record Source(Path file, Charset charset, Optional<Placeholders> placeholders) {}

    /**
     * Takes note of a file.
     *
     * @throws StoreException when it is not of its encoding
     */
    static ScriptFile read(Path path, String relative, ScriptName name, FlywaySettings settings, Placeholders values)
            throws IOException {
        List<String> own = own(path);
        Charset charset = own.stream()
                .filter(line -> line.startsWith("encoding="))
                .map(line -> FlywaySettings.charset(line.substring("encoding=".length())))
                .findFirst()
                .orElseGet(settings::charset);
        boolean filled = values.filled() && !isJson(relative) && !own.contains("placeholderreplacement=false");
        Source source = new Source(path, charset, Optional.of(values).filter(each -> filled));
        return new ScriptFile(
                name.kind(),
                name.version(),
                name.description(),
                relative,
                checksum(name.kind(), relative, source),
                own.contains("executeintransaction=false"),
                source);
    }

    /** Whether it holds commands in JSON, and no SQL. */
    boolean isJson() {
        return isJson(path);
    }

    private static boolean isJson(String path) {
        return path.toLowerCase(Locale.ROOT).endsWith(".json");
    }

    /**
     * The content, without a byte order mark, with the values of its placeholders.
     *
     * @throws StoreException when a placeholder has no value, or the file is too large or another one by now
     */
    String text() {
        try {
            if (Files.size(source.file) > LARGEST) {
                throw wrong("The file " + path + " has more than " + (LARGEST >> 20)
                        + " MiB, which is too much to run. Divide it.");
            }
            requireUnchanged();
            return filled(path, source);
        } catch (IOException e) {
            throw wrong("The file " + path + " cannot be read any more: " + e.getMessage());
        }
    }

    /**
     * Hands on its statements, of which it holds few at a time.
     *
     * @throws StoreException as {@link #text()}
     */
    void each(String technology, StatementSplitter.Taker taker) throws InterruptedException {
        if (technology.equals("sqlserver")) {
            for (StatementSplitter.Statement statement : StatementSplitter.split(text(), technology)) {
                taker.take(statement);
            }
            return;
        }
        try (BufferedReader reader = Files.newBufferedReader(source.file, source.charset)) {
            requireUnchanged();
            StatementSplitter.each(size -> piece(reader, size), technology, (int) LARGEST, taker);
        } catch (IOException e) {
            throw wrong("The file " + path + " cannot be run: " + e.getMessage() + ".");
        }
    }

    private String piece(BufferedReader reader, int size) throws IOException {
        StringBuilder piece = new StringBuilder();
        char[] buffer = new char[1 << 16];
        for (int got = 0; piece.length() < size && got >= 0; ) {
            got = reader.read(buffer);
            piece.append(buffer, 0, Math.max(0, got));
        }
        for (int next = reader.read(); next >= 0; next = reader.read()) {
            piece.append((char) next);
            if (next == '\n') {
                break;
            }
        }
        String text = piece.toString();
        return source.placeholders.map(values -> values.fill(source.file, text)).orElse(text);
    }

    private void requireUnchanged() throws IOException {
        if (checksum(kind, path, source) != checksum) {
            throw wrong("The file " + path + " was changed while it was looked at. Start anew.");
        }
    }

    private static String filled(String path, Source source) throws IOException {
        String text = Files.readString(source.file, source.charset);
        String plain = text.startsWith(MARK) ? text.substring(1) : text;
        return source.placeholders
                .map(values -> values.fill(source.file, plain))
                .orElse(plain);
    }

    private static int checksum(char kind, String path, Source source) throws IOException {
        try {
            if (kind == 'R') {
                return checksum(filled(path, source).lines());
            }
            try (BufferedReader reader = Files.newBufferedReader(source.file, source.charset)) {
                return checksum(reader.lines());
            }
        } catch (CharacterCodingException e) {
            throw unreadable(path, source, e);
        } catch (java.io.UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw unreadable(path, source, e);
            }
            throw e.getCause();
        }
    }

    private static StoreException unreadable(String path, Source source, Exception cause) {
        return new StoreException(
                ServiceError.SCHEMA_BLOCKED,
                "The file " + path + " is not " + source.charset
                        + ". Save it so, or say its encoding: encoding=ISO-8859-1 in " + source.file.getFileName()
                        + ".conf, or flyway.encoding in " + FlywaySettings.FILE + ".",
                cause);
    }

    /** CRC-32 over the lines without their ends, so that another system's line ends change nothing. */
    private static int checksum(Stream<String> lines) {
        CRC32 crc = new CRC32();
        lines.forEach(line -> {
            boolean marked = crc.getValue() == 0 && line.startsWith(MARK);
            crc.update((marked ? line.substring(1) : line).getBytes(StandardCharsets.UTF_8));
        });
        return (int) crc.getValue();
    }

    /** Flyway's file of settings beside a script, in lower case and without blanks. */
    private static List<String> own(Path path) throws IOException {
        Path settings = path.resolveSibling(path.getFileName() + ".conf");
        return Files.isRegularFile(settings)
                ? Files.readAllLines(settings).stream()
                        .map(line -> line.replace(" ", "").toLowerCase(Locale.ROOT))
                        .toList()
                : List.of();
    }

    private static StoreException wrong(String message) {
        return new StoreException(ServiceError.SCHEMA_BLOCKED, message);
    }
}
