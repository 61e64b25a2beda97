package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command of the packaged distribution, in a process of its own.
 *
 * @param folder for files with its output
 * @param variables of its environment, which holds no other ones of Naust
 */
record Command(Path folder, Map<String, String> variables) {
    private static final long LONGEST_SECONDS = 120;

    Command(Path folder) {
        this(folder, Map.of());
    }

    /**
     * How it ended.
     *
     * @param code which it exited with
     * @param text what it wrote, results and failures together
     */
    record Said(int code, String text) {}

    /** Starts it and does not wait for it. */
    Process begin(Path output, List<String> words) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("naust.distribution"), "bin", "naust")
                .toString());
        line.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("NAUST_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** Runs it to its end. */
    Said run(List<String> words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "said", ".txt");
        Process process = begin(output, words);
        boolean over = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
        if (!over) {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(over).as(text).isTrue();
        return new Said(process.exitValue(), text);
    }

    /** What it writes where it ends with a code. */
    String said(int code, String... words) throws IOException, InterruptedException {
        Said said = run(List.of(words));
        assertThat(said.code()).as(said.text()).isEqualTo(code);
        return said.text();
    }
}
