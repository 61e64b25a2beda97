package dev.naust.cli.scaffold;

import dev.naust.cli.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes a new plugin's project. Its sources are those of {@code plugins/provider-sample}, which Naust's own build compiles
 * and tests, under other names.
 */
public final class Scaffold {
    /** What the sources are, without the class name's beginning. */
    static final List<String> CLASSES = List.of(
            "Provider", "Store", "Folder", "Lines", "Line", "Reader", "Writer", "Types", "SchemaEditing", "ErrorCode");

    static final List<String> TESTS = List.of("StoreTest", "LinesTest");

    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?[\\w.]*\\.(\\w+);", Pattern.MULTILINE);

    private final Path installation;

    /** @param installation where Naust lies; its folder {@code repository} has the API and the testkit */
    public Scaffold(Path installation) {
        this.installation = installation;
    }

    /**
     * Makes a project in a folder of its own, whole or not at all.
     *
     * @param folder is made, with those above it where they are missing
     * @throws Refusal when the folder is there already, the names cannot be used, or it cannot be written
     */
    public void write(Path folder, PluginNames names) {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw there(folder);
        }
        Map<String, String> files = files(names, apiVersion());
        try {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(folder);
            try {
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Path path = folder.resolve(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.writeString(path, file.getValue());
                }
            } catch (IOException e) {
                remove(folder);
                throw e;
            }
        } catch (FileAlreadyExistsException e) {
            throw there(Path.of(e.getFile()));
        } catch (IOException e) {
            throw Refusal.failed("The folder " + folder + " cannot be written: " + e.getMessage() + ".");
        }
    }

    private Map<String, String> files(PluginNames names, String version) {
        Map<String, String> files = new LinkedHashMap<>();
        for (String name : List.of("pom.xml", "README.md", "gitignore")) {
            files.put(name.replace("gitignore", ".gitignore"), filled(resource(name), names, version));
        }
        String folder = names.javaPackage().replace('.', '/') + "/";
        files.put("src/main/java/" + folder + "package-info.java", source("main", "package-info", names));
        for (String each : CLASSES) {
            files.put(
                    "src/main/java/" + folder + names.prefix() + each + ".java",
                    source("main", "Sample" + each, names));
        }
        for (String each : TESTS) {
            files.put(
                    "src/test/java/" + folder + names.prefix() + each + ".java",
                    source("test", "Sample" + each, names));
        }
        files.values().forEach(text -> refuseClash(text, names));
        return files;
    }

    /** A class named as one that it uses, such as StoreProvider, would not compile. */
    private static void refuseClash(String source, PluginNames names) {
        Matcher imports = IMPORT.matcher(source);
        while (imports.find()) {
            String used = imports.group(1);
            if (used.startsWith(names.prefix())
                    && CLASSES.contains(used.substring(names.prefix().length()))) {
                throw Refusal.usage("The name \"" + names.name() + "\" would make a class " + used
                        + ", which there is already: choose another name.");
            }
        }
    }

    private static String source(String kind, String name, PluginNames names) {
        return resource("sources/" + kind + "/java/dev/naust/sample/" + name + ".java")
                .replace("\"Sample\"", '"' + names.title() + '"')
                .replaceAll("\\bdev\\.naust\\.sample\\b", names.javaPackage())
                .replaceAll("\\bSample", names.prefix())
                .replaceAll("\\bsample\\b", names.id());
    }

    private String filled(String template, PluginNames names, String version) {
        return template.replace("@name@", names.name())
                .replace("@title@", names.title())
                .replace("@id@", names.id())
                .replace("@prefix@", names.prefix())
                .replace("@package@", names.javaPackage())
                .replace("@installation@", xml(installation.toUri().getRawPath().replaceFirst("/$", "")))
                .replace("@version@", version);
    }

    /** The version of the API that this installation has. */
    private String apiVersion() {
        Path versions = installation.resolve("repository/dev/naust/naust-api");
        try (Stream<Path> found = Files.list(versions)) {
            return found.filter(Files::isDirectory)
                    .map(version -> version.getFileName().toString())
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> incomplete(versions));
        } catch (IOException e) {
            throw incomplete(versions);
        }
    }

    private static Refusal incomplete(Path versions) {
        return Refusal.failed("The installation is not complete, the folder " + versions
                + " cannot be read: unpack the distribution again.");
    }

    private static Refusal there(Path folder) {
        return Refusal.failed(folder + " is there already: choose another name, or another folder with --dir.");
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Scaffold.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Refusal.failed("The installation cannot be read: " + e.getMessage() + ".");
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
