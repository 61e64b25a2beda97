package dev.naust.migration.version;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
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
 * @param form how one is written, with its name as the first group
 * @param filled whether the folder's files have placeholders at all
 */
record Placeholders(Map<String, String> values, Pattern form, boolean filled) {
    private static final String VALUE = "flyway.placeholders.";
    private static final String NAME = "flyway:filename";

    Placeholders {
        values = Map.copyOf(values);
    }

    /**
     * What a folder's settings say, which need not say anything.
     *
     * @param known what Flyway's own names stand for, which a setting overrules
     */
    static Placeholders of(FlywaySettings settings, Map<String, String> known) {
        Map<String, String> values = new HashMap<>();
        known.forEach((name, value) -> values.put(lower(name), value));
        values.put("flyway:table", settings.table());
        Properties said = settings.said();
        for (String name : said.stringPropertyNames()) {
            if (name.startsWith(VALUE)) {
                values.put(lower(name.substring(VALUE.length())), said.getProperty(name));
            }
        }
        String prefix = settings.text("placeholderPrefix").orElse("${");
        String suffix = settings.text("placeholderSuffix").orElse("}");
        return new Placeholders(
                values,
                Pattern.compile(Pattern.quote(prefix) + "(.*?)" + Pattern.quote(suffix)),
                !settings.text("placeholderReplacement").orElse("true").equalsIgnoreCase("false"));
    }

    /**
     * A file's text with the values in it.
     *
     * @throws StoreException when it names one that nobody gave
     */
    String fill(Path file, String text) {
        return form.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(file, found.group(1))));
    }

    private String value(Path file, String name) {
        String own = file.getFileName().toString();
        String value = lower(name).equals(NAME) ? own : values.get(lower(name));
        if (value == null) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED,
                    "The file " + own + " has a placeholder ${" + name + "} that nothing is known for. "
                            + (lower(name).startsWith("flyway:")
                                    ? "Write what it stands for"
                                    : "Say it in " + FlywaySettings.FILE + " beside the files (" + VALUE + name + "=…)")
                            + ", or turn placeholders off there (flyway.placeholderReplacement=false).");
        }
        return value;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
