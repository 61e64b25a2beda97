package dev.naust.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that is measured as a whole process.
 *
 * @param name what the figures call it
 * @param command its words
 * @param environment what it needs besides the usual
 * @param mayFail whether the race goes on without it
 */
record Contender(String name, List<String> command, Map<String, String> environment, boolean mayFail)
        implements Program {
    private static final Path NOTHING = Path.of("/dev/null");
    private static final Duration LIMIT = Duration.ofHours(1);

    /** One that must not fail. */
    Contender(String name, List<String> command, Map<String, String> environment) {
        this(name, command, environment, false);
    }

    /** What one run took: wall and processor seconds, and the greatest resident memory of the process in MiB. */
    record Timing(double seconds, double processorSeconds, long peakMebibytes) {}

    /** Runs the program to its end; its output goes to a file. */
    @Override
    public Timing run(Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        // A Lisp program whose heap is full would ask its debugger's user what to do, and wait.
        builder.redirectInput(NOTHING.toFile());
        long begun = System.nanoTime();
        Process process = builder.start();
        long peak = 0;
        Duration processor = Duration.ZERO;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peakOf(process.pid()));
            processor = process.info().totalCpuDuration().orElse(processor);
            if (System.nanoTime() - begun > LIMIT.toNanos()) {
                process.destroyForcibly().waitFor();
                throw new IOException(
                        name + " did not end within " + LIMIT.toMinutes() + " minutes. What it said is in " + log);
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException(name + " ended with " + process.exitValue() + ". What it said is in " + log);
        }
        return new Timing(seconds, processor.toMillis() / 1e3, peak);
    }

    /** The kernel's own high-water mark (proc(5), VmHWM). */
    static long peakOf(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException ended) {
            return 0;
        }
    }
}
