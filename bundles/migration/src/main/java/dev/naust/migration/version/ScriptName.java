package dev.naust.migration.version;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file's name says.
 *
 * @param kind V for a version, U for taking one back, B for what stands for all versions up to one, R for what is run whenever
 *     it changes, C for a callback
 * @param version empty for R and C
 * @param description for C the event
 */
record ScriptName(char kind, Optional<VersionNumber> version, String description) {
    private static final Pattern VERSION = Pattern.compile("([VUB])([0-9._]+?)(?:__(.*))?\\.(?i:sql|json)");
    private static final Pattern REPEATED = Pattern.compile("R__(.*)\\.(?i:sql|json)");
    private static final Pattern CALLBACK =
            Pattern.compile("((?:before|after)[A-Z][A-Za-z]*|createSchema)(?:__.*)?\\.(?i:sql)");

    boolean isCallback() {
        return kind == 'C';
    }

    /**
     * Reads a name.
     *
     * @return null when it is none of Flyway's
     * @throws StoreException when its version cannot be read
     */
    static @Nullable ScriptName of(String file) {
        Matcher version = VERSION.matcher(file);
        if (version.matches()) {
            String description = Optional.ofNullable(version.group(3)).orElse("");
            return new ScriptName(
                    version.group(1).charAt(0),
                    Optional.of(number(file, version.group(2))),
                    description.replace('_', ' '));
        }
        Matcher repeated = REPEATED.matcher(file);
        if (repeated.matches()) {
            return new ScriptName('R', Optional.empty(), repeated.group(1).replace('_', ' '));
        }
        Matcher callback = CALLBACK.matcher(file);
        return callback.matches() ? new ScriptName('C', Optional.empty(), callback.group(1)) : null;
    }

    private static VersionNumber number(String file, String text) {
        try {
            return VersionNumber.of(text);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED,
                    "The file " + file + " has no version that can be read: " + e.getMessage() + ".",
                    e);
        }
    }
}
