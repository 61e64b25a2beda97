package dev.naust.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the distribution: they need no server, no home, and no particular working folder. */
final class PackagedCommandIT {
    @TempDir
    Path folder;

    @Test
    void wrongUsageExitsWithTwo() throws Exception {
        try (NaustProcess command = NaustProcess.run(folder, Map.of(), "migrate", "--from")) {
            assertThat(command.exitCode()).isEqualTo(2);
            assertThat(command.errors()).contains("--from");
        }
    }

    @Test
    void anUnknownCommandExitsWithTwo() throws Exception {
        try (NaustProcess command = NaustProcess.run(folder, Map.of(), "frobnicate")) {
            assertThat(command.exitCode()).isEqualTo(2);
            assertThat(command.errors()).contains("frobnicate");
        }
    }

    @Test
    void aMigrationBetweenFilesNamedRelativeToTheWorkingFolderArrives() throws Exception {
        Files.copy(NaustProcess.distribution().resolve("config/demo/chinook.db"), folder.resolve("from here.db"));
        Map<String, String> noHome =
                Map.of("NAUST_HOME", folder.resolve("no home").toString());
        try (NaustProcess command = NaustProcess.run(
                folder, noHome, "migrate", "--from", "sqlite:from here.db", "--to", "sqlite:copy.db")) {
            assertThat(command.exitCode()).as(command.errors()).isZero();
            assertThat(folder.resolve("copy.db")).isNotEmptyFile();
            assertThat(folder.resolve("no home")).doesNotExist();
        }
    }

    @Test
    void aMissingSourceExitsWithOneAndIsNamed() throws Exception {
        try (NaustProcess command = NaustProcess.run(
                folder, Map.of(), "migrate", "--from", "sqlite:nowhere.db", "--to", "sqlite:copy.db")) {
            assertThat(command.exitCode()).isEqualTo(1);
            assertThat(command.errors()).contains("nowhere.db").doesNotContain("\tat ");
        }
    }

    @Test
    void aBrokenPluginCostsACommandOneLine() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("home/plugins"));
        PluginJar.drop(new byte[] {1, 2, 3}, plugins, "broken.jar");
        try (NaustProcess command = NaustProcess.run(folder, Map.of("NAUST_HOME", "home"), "migrate", "--help")) {
            assertThat(command.exitCode()).isZero();
            assertThat(command.errors().lines()).singleElement().asString().contains("broken.jar", "left out");
        }
    }

    @Test
    void theHeapLimitOfTheOperatorReachesJava() throws Exception {
        try (NaustProcess command =
                NaustProcess.run(folder, Map.of("NAUST_JAVA_OPTS", "-Xmx64m -XX:+PrintFlagsFinal"), "--version")) {
            assertThat(command.exitCode()).isZero();
            assertThat(command.output()).anyMatch(line -> line.matches(".*MaxHeapSize\\s+= 67108864.*"));
        }
    }

    @Test
    void anArchiveThatFitsNothingIsIgnored() throws Exception {
        Path copy = folder.resolve("a copy");
        try (var files = Files.walk(NaustProcess.distribution())) {
            for (Path each : files.toList()) {
                Path target = copy.resolve(
                        NaustProcess.distribution().relativize(each).toString());
                if (each.toString().endsWith(".jsa")) {
                    Files.writeString(target, "no archive at all");
                } else {
                    Files.copy(each, target);
                }
            }
        }
        try (NaustProcess command =
                NaustProcess.run(copy.resolve("bin/naust"), folder, Map.of(), "migrate", "--help")) {
            assertThat(command.exitCode()).isZero();
            assertThat(command.errors()).isEmpty();
        }
    }
}
