package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plugin guide, followed to the letter: its commands are taken out of {@code docs/plugins.md} and run against the packaged
 * server. A block that is marked {@code until} is repeated until it succeeds, as a person would look again.
 */
final class GuideIT {
    private static final Path GUIDE = Path.of("../docs/plugins.md");
    private static final Pattern BLOCK = Pattern.compile("(?m)^```sh( until)?\\n(.*?)^```$", Pattern.DOTALL);
    private static final String TOKEN = "naust-guide-token-0123456789abcdef0123456789";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path workingFolder;

    private record Block(String commands, boolean isRepeated) {}

    private record Outcome(int exitCode, String output) {}

    @Test
    void everyCommandOfTheGuideWorks() throws Exception {
        List<Block> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(6).anyMatch(Block::isRepeated);
        Path home = Files.createDirectory(folder.resolve("home"));
        workingFolder = Files.createDirectory(folder.resolve("my plugins"));
        try (Server server = Server.start(home, TOKEN)) {
            Map<String, String> variables = Map.of(
                    "NAUST",
                            Path.of(System.getProperty("naust.distribution"))
                                    .toRealPath()
                                    .toString(),
                    "NAUST_HOME", home.toString(),
                    "NAUST_URL", server.url("/"),
                    "NAUST_API_TOKEN", TOKEN,
                    "JAVA_HOME", System.getProperty("java.home"),
                    "MAVEN_OPTS", "-Dmaven.repo.local=" + localRepository());
            for (Block block : blocks) {
                if (block.isRepeated()) {
                    await(block.commands())
                            .atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(500))
                            .untilAsserted(() -> assertDone(block, variables));
                } else {
                    assertDone(block, variables);
                }
            }
            assertThat(workingFolder.resolve("people.db")).isNotEmptyFile();
        }
    }

    private void assertDone(Block block, Map<String, String> variables) throws Exception {
        Outcome outcome = run(block.commands(), variables);
        assertThat(outcome.exitCode())
                .as("%s%n%s", block.commands(), outcome.output())
                .isZero();
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(Files.readString(GUIDE));
        while (found.find()) {
            blocks.add(new Block(found.group(2), found.group(1) != null));
        }
        return blocks;
    }

    /** Each block runs where the one before it ended. */
    private Outcome run(String commands, Map<String, String> variables) throws Exception {
        Path where = folder.resolve("where.txt");
        Path output = folder.resolve("output.txt");
        ProcessBuilder shell = new ProcessBuilder("sh", "-eu", "-c", "trap 'pwd >\"" + where + "\"' EXIT\n" + commands)
                .directory(workingFolder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().keySet().removeIf(name -> name.startsWith("NAUST_") || name.startsWith("MAVEN_"));
        shell.environment().putAll(variables);
        Process process = shell.start();
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("Not done in time: " + commands + Files.readString(output));
        }
        workingFolder = Path.of(Files.readString(where).strip());
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    /**
     * A local repository with everything that this build has fetched but nothing of Naust: the project gets the API from the
     * distribution, and leaves nothing behind that a later build could take for its own.
     */
    private Path localRepository() throws IOException {
        Path all = Path.of(System.getProperty("naust.localRepository"));
        Path ours = Files.createDirectory(folder.resolve("m2"));
        linkAll(all, ours, "dev");
        Files.createDirectory(ours.resolve("dev"));
        if (Files.isDirectory(all.resolve("dev"))) {
            linkAll(all.resolve("dev"), ours.resolve("dev"), "naust");
        }
        return ours;
    }

    private static void linkAll(Path from, Path to, String except) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.equals(except)) {
                    Files.createSymbolicLink(to.resolve(name), entry.toAbsolutePath());
                }
            }
        }
    }
}
