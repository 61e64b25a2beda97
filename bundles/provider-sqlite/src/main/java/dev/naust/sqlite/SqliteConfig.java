package dev.naust.sqlite;

import dev.naust.api.store.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a store was configured.
 *
 * @param path the file, absolute
 * @param create whether the first write may create the file
 * @param readOnly whether nothing may ever be written
 * @param busyTimeout how long to wait for another program's lock
 * @param syncEachCommit whether a commit waits until it is on the disk (SQLite's manual, PRAGMA synchronous: FULL); otherwise
 *     a power cut, but not a crash of this process, may take back the last commits
 */
record SqliteConfig(Path path, boolean create, boolean readOnly, Duration busyTimeout, boolean syncEachCommit) {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m)");

    static SqliteConfig from(StoreConfig config) {
        return new SqliteConfig(
                Path.of(config.required("path")).toAbsolutePath().normalize(),
                config.truth("create").orElse(true),
                config.truth("readOnly").orElse(false),
                config.text("busyTimeout").map(SqliteConfig::duration).orElse(Duration.ofSeconds(5)),
                config.text("synchronous").filter("full"::equals).isPresent());
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("The schema let the duration \"" + text + "\" pass");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }
}
