package dev.naust.cli.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.cli.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The projects that "plugin new" writes; that they build is seen in the end-to-end tests. */
class ScaffoldTest {
    private static final Path SAMPLE = Path.of("../plugins/provider-sample/src");

    @TempDir
    Path folder;

    private Scaffold scaffold;

    @BeforeEach
    void install() throws IOException {
        Path installation = folder.resolve("my & naust");
        Files.createDirectories(installation.resolve("repository/dev/naust/naust-api/4.5.6"));
        scaffold = new Scaffold(installation);
    }

    @Test
    void everySourceOfTheSampleIsCopiedUnderTheNewName() throws IOException {
        scaffold.write(folder.resolve("project"), names("note-book"));

        TreeSet<String> expected = new TreeSet<>(List.of("pom.xml", "README.md", ".gitignore"));
        for (String source : files(SAMPLE)) {
            expected.add("src/"
                    + source.replace("dev/naust/sample", "org/example/notebook").replace("Sample", "NoteBook"));
        }
        assertThat(files(folder.resolve("project"))).isEqualTo(expected);
    }

    @Test
    void nothingOfTheSampleIsLeftInAnyFile() throws IOException {
        Path project = folder.resolve("project");
        scaffold.write(project, PluginNames.of("note-book", Optional.of("com.acme.nb"), Optional.of("nb")));

        for (String file : files(project)) {
            assertThat(project.resolve(file))
                    .content()
                    .doesNotContainIgnoringCase("sample")
                    .doesNotContain("@n");
        }
        assertThat(project.resolve("src/main/java/com/acme/nb/NoteBookProvider.java"))
                .content()
                .startsWith("package com.acme.nb;")
                .contains("return \"nb\";", "\"Note book\"", "class NoteBookProvider");
        assertThat(project.resolve("src/main/java/com/acme/nb/NoteBookErrorCode.java"))
                .content()
                .contains("\"nb.closed\"");
        assertThat(project.resolve("pom.xml"))
                .content()
                .contains("<naust.version>4.5.6</naust.version>", "/my%20&amp;%20naust</naust.install>");
        assertThat(Files.readAllLines(project.resolve("README.md"))).hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void thePomNamesTheVersionsThatTheBuildOfNaustUses() throws IOException {
        scaffold.write(folder.resolve("project"), names("notes"));

        TreeMap<String, String> ours = versions(Files.readString(Path.of("../pom.xml")));
        TreeMap<String, String> theirs = versions(Files.readString(folder.resolve("project/pom.xml")));
        theirs.keySet().removeIf(artifact -> artifact.startsWith("naust-") || artifact.equals("notes"));
        assertThat(theirs)
                .hasSizeGreaterThan(6)
                .allSatisfy((artifact, version) -> assertThat(ours).containsEntry(artifact, version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Notes", "9lives", "note_book", "-x", "x-", "a--b", "a/b", "..", "é", "a b", "x\n"})
    void aBadNameIsRefusedInOneSentence(String name) {
        assertThatThrownBy(() -> names(name)).isInstanceOf(Refusal.class).hasMessageContaining("such as note-book");
    }

    @ParameterizedTest
    @ValueSource(strings = {"store", "record"})
    void aNameThatWouldHideAClassOfTheApiIsRefused(String name) {
        assertThatThrownBy(() -> scaffold.write(folder.resolve("project"), names(name)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("choose another name");
        assertThat(folder.resolve("project")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.example.int", "a b", "java.util", "dev.naust.mine", "org..x", ""})
    void aBadPackageIsRefused(String given) {
        assertThatThrownBy(() -> PluginNames.of("notes", Optional.of(given), Optional.empty()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("--package");
    }

    @Test
    void aFolderThatIsThereIsLeftAsItIs() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));

        assertThatThrownBy(() -> scaffold.write(taken, names("notes")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("taken is there already");
        assertThat(taken).isEmptyDirectory();
    }

    private static PluginNames names(String name) {
        return PluginNames.of(name, Optional.empty(), Optional.empty());
    }

    private static TreeSet<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            TreeSet<String> names = new TreeSet<>();
            all.filter(Files::isRegularFile)
                    .forEach(file -> names.add(root.relativize(file).toString()));
            return names;
        }
    }

    private static TreeMap<String, String> versions(String pom) {
        Matcher found = Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(pom);
        TreeMap<String, String> versions = new TreeMap<>();
        while (found.find()) {
            String version = found.group(2);
            Matcher property = Pattern.compile("\\$\\{(.+)}").matcher(version);
            if (property.matches()) {
                Matcher value = Pattern.compile("<" + Pattern.quote(property.group(1)) + ">([^<]+)<")
                        .matcher(pom);
                version = value.find() ? value.group(1) : version;
            }
            versions.put(found.group(1), version);
        }
        return versions;
    }
}
