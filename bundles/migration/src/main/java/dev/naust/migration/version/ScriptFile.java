package dev.naust.migration.version;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A file of a store's folder.
 *
 * @param kind V for a version, U for taking one back, R for one that is run whenever it changes
 * @param version empty for R
 * @param path inside of the folder, with slashes
 * @param text the content, without a byte order mark, with the values of its placeholders
 * @param checksum as Flyway computes it: of a version's file as it lies there, of one that is repeated with its values
 * @param alone whether the file beside it says that it must not run in a transaction
 */
record ScriptFile(
        char kind,
        Optional<VersionNumber> version,
        String description,
        String path,
        String text,
        int checksum,
        boolean alone) {
    private static final Pattern NAME = Pattern.compile("([VU])([0-9._]+?)__(.*)\\.(sql|json)|(R)__(.*)\\.(sql|json)");
    private static final long LARGEST = 16L << 20;
    private static final int DEEPEST = 8;

    /**
     * The files of a folder, which need not be there.
     *
     * @throws StoreException when one cannot be read, is named in no known way, or two have the same version
     */
    static List<ScriptFile> of(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<ScriptFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(folder, DEEPEST)) {
            Placeholders placeholders = Placeholders.of(folder);
            for (Path path : found.filter(Files::isRegularFile).sorted().toList()) {
                String name = path.getFileName().toString();
                if (name.endsWith(".sql") || name.endsWith(".json")) {
                    files.add(read(folder, path, placeholders));
                }
            }
        } catch (IOException e) {
            throw wrong("The folder " + folder.getFileName() + " cannot be read: " + e.getMessage());
        }
        refuseTwins(files);
        return files;
    }

    /** Whether it holds commands in JSON, and no SQL. */
    boolean isJson() {
        return path.endsWith(".json");
    }

    private static ScriptFile read(Path folder, Path path, Placeholders placeholders) throws IOException {
        String relative = folder.relativize(path).toString().replace('\\', '/');
        Matcher matcher = NAME.matcher(path.getFileName().toString());
        if (!matcher.matches()) {
            throw wrong("The file " + relative + " is not named as expected: V1__what_it_does.sql, U1__… to take it"
                    + " back, or R__….sql. Rename it.");
        }
        if (Files.size(path) > LARGEST) {
            throw wrong("The file " + relative + " has more than " + (LARGEST >> 20) + " MiB. Divide it.");
        }
        String text;
        try {
            text = Files.readString(path);
        } catch (MalformedInputException e) {
            throw wrong("The file " + relative + " is not UTF-8. Save it as UTF-8.");
        }
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        List<String> settings = settings(path);
        boolean filled = placeholders.filled()
                && relative.endsWith(".sql")
                && !settings.contains("placeholderreplacement=false");
        String whole = filled ? placeholders.fill(path, text) : text;
        boolean versioned = matcher.group(1) != null;
        return new ScriptFile(
                versioned ? matcher.group(1).charAt(0) : 'R',
                versioned ? Optional.of(version(relative, matcher.group(2))) : Optional.empty(),
                matcher.group(versioned ? 3 : 6).replace('_', ' '),
                relative,
                whole,
                checksum(versioned ? text : whole),
                settings.contains("executeintransaction=false"));
    }

    private static VersionNumber version(String file, String text) {
        try {
            return VersionNumber.of(text);
        } catch (IllegalArgumentException e) {
            throw wrong("The file " + file + " has no version that can be read: " + e.getMessage() + ".");
        }
    }

    /** Flyway's file of settings beside a script, in lower case and without blanks. */
    private static List<String> settings(Path path) throws IOException {
        Path settings = path.resolveSibling(path.getFileName() + ".conf");
        return Files.isRegularFile(settings)
                ? Files.readAllLines(settings).stream()
                        .map(line -> line.replace(" ", "").toLowerCase(Locale.ROOT))
                        .toList()
                : List.of();
    }

    private static void refuseTwins(List<ScriptFile> files) {
        Map<List<Object>, ScriptFile> seen = new HashMap<>();
        for (ScriptFile file : files) {
            List<Object> key =
                    List.of(file.kind, file.version.<Object>map(each -> each).orElse(file.description));
            ScriptFile twin = seen.put(key, file);
            if (twin != null) {
                throw wrong("The files " + twin.path + " and " + file.path + " are for the same version. Rename one.");
            }
        }
    }

    /** CRC-32 over the lines without their ends, so that another system's line ends change nothing. */
    static int checksum(String text) {
        CRC32 crc = new CRC32();
        text.lines().forEach(line -> crc.update(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    private static StoreException wrong(String message) {
        return new StoreException(ServiceError.SCHEMA_BLOCKED, message);
    }
}
