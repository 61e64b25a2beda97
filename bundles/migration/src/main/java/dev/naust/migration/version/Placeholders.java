package dev.naust.migration.version;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ${name}} stands for in a folder's SQL, as Flyway reads it: from {@code flyway.placeholders.*} in the folder's
 * {@code flyway.conf}, whatever the case of the name.
 *
 * @param values by their names in lower case
 * @param filled whether the folder's files have placeholders at all
 */
record Placeholders(Map<String, String> values, boolean filled) {
    private static final String SETTINGS = "flyway.conf";
    private static final String VALUE = "flyway.placeholders.";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final String FILE = "flyway:filename";
    private static final String TABLE = "flyway:table";

    Placeholders {
        values = Map.copyOf(values);
    }

    /**
     * What a folder says, which need not say anything.
     *
     * @throws IOException when its settings cannot be read
     */
    static Placeholders of(Path folder) throws IOException {
        Path settings = folder.resolve(SETTINGS);
        Map<String, String> values = new HashMap<>();
        Properties said = new Properties();
        if (Files.isRegularFile(settings)) {
            try (Reader reader = Files.newBufferedReader(settings)) {
                said.load(reader);
            }
        }
        values.put(TABLE, said.getProperty("flyway.table", "flyway_schema_history"));
        for (String name : said.stringPropertyNames()) {
            if (name.startsWith(VALUE)) {
                values.put(lower(name.substring(VALUE.length())), said.getProperty(name));
            }
        }
        return new Placeholders(
                values,
                !"false"
                        .equalsIgnoreCase(said.getProperty("flyway.placeholderReplacement", "true")
                                .strip()));
    }

    /**
     * A file's text with the values in it.
     *
     * @throws StoreException when it names one that nobody gave
     */
    String fill(Path file, String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(file, found.group(1))));
    }

    private String value(Path file, String name) {
        String own = file.getFileName().toString();
        String value = lower(name).equals(FILE) ? own : values.get(lower(name));
        if (value == null) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED,
                    "The file " + own + " has a placeholder ${" + name + "} that nothing is known for. "
                            + (lower(name).startsWith("flyway:")
                                    ? "Write what it stands for"
                                    : "Say it in " + SETTINGS + " beside the files (" + VALUE + name + "=…)")
                            + ", or turn placeholders off there (flyway.placeholderReplacement=false).");
        }
        return value;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
