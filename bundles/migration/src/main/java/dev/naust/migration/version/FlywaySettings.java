package dev.naust.migration.version;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** What a folder's {@code flyway.conf} says; nothing where there is none. */
record FlywaySettings(Properties said, List<String> warnings) {
    static final String FILE = "flyway.conf";
    private static final String PREFIX = "flyway.";
    /** Settings that would change what is run, and the value that changes nothing. */
    private static final Map<String, String> NOT_FOLLOWED = Map.ofEntries(
            Map.entry("sqlMigrationPrefix", "V"),
            Map.entry("undoSqlMigrationPrefix", "U"),
            Map.entry("baselineMigrationPrefix", "B"),
            Map.entry("repeatableSqlMigrationPrefix", "R"),
            Map.entry("sqlMigrationSeparator", "__"),
            Map.entry("sqlMigrationSuffixes", ".sql"),
            Map.entry("placeholderSeparator", ":"),
            Map.entry("initSql", ""),
            Map.entry("outOfOrder", "false"),
            Map.entry("baselineOnMigrate", "false"),
            Map.entry("baselineVersion", "1"),
            Map.entry("target", "latest"),
            Map.entry("cherryPick", ""),
            Map.entry("ignoreMigrationPatterns", "*:future"),
            Map.entry("group", "false"),
            Map.entry("validateOnMigrate", "true"),
            Map.entry("skipDefaultCallbacks", "false"),
            Map.entry("skipExecutingMigrations", "false"),
            Map.entry("executeInTransaction", "true"),
            Map.entry("detectEncoding", "false"),
            Map.entry("callbacks", ""),
            Map.entry("callbackLocations", ""));

    /**
     * What a folder says.
     *
     * @throws IOException when its settings cannot be read
     */
    static FlywaySettings of(Path folder) throws IOException {
        Properties said = new Properties();
        List<String> warnings = new ArrayList<>();
        Path settings = folder.resolve(FILE);
        if (Files.isRegularFile(settings)) {
            try (Reader reader = Files.newBufferedReader(settings)) {
                said.load(reader);
            }
        }
        NOT_FOLLOWED.forEach((name, usual) -> {
            String value = said.getProperty(PREFIX + name, usual).strip();
            if (!value.isEmpty() && !value.equalsIgnoreCase(usual)) {
                warnings.add(FILE + " sets " + PREFIX + name + ", which is not followed here.");
            }
        });
        if (Files.exists(folder.resolve("flyway.toml"))) {
            warnings.add("flyway.toml is not read. Write what counts for the files into " + FILE + ".");
        }
        return new FlywaySettings(said, warnings.stream().sorted().toList());
    }

    /**
     * What a folder says.
     *
     * @throws StoreException when its settings cannot be read
     */
    static FlywaySettings read(Path folder) {
        try {
            return of(folder);
        } catch (IOException e) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED,
                    "The file " + FILE + " of " + folder.getFileName() + " cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /** The name of the history's table. */
    String table() {
        return text("table").orElse(HistoryTable.NAME);
    }

    /** The schema in which the history is, where that is said. */
    Optional<String> schema() {
        return text("defaultSchema")
                .or(() -> text("schemas")
                        .flatMap(all ->
                                Stream.of(all.split(",")).map(String::strip).findFirst()));
    }

    Charset charset() {
        return text("encoding").map(FlywaySettings::charset).orElse(StandardCharsets.UTF_8);
    }

    /**
     * A charset by its name.
     *
     * @throws StoreException when Java has none of that name
     */
    static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED,
                    "There is no encoding \"" + name + "\". Write one such as UTF-8 or ISO-8859-1.",
                    e);
        }
    }

    /** A setting by its name without Flyway's; empty when it is not set, or to nothing. */
    Optional<String> text(String name) {
        return Optional.ofNullable(said.getProperty(PREFIX + name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
