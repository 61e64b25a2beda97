package dev.naust.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds that plugins could leave behind.
 *
 * @param classLoaders of bundles, counted on the heap after a full collection
 * @param openFiles descriptors, sockets too
 * @param libraries native ones that are mapped from files which plugins unpacked
 * @param metaspaceKib what classes take
 */
record Footprint(int classLoaders, int threads, int openFiles, int libraries, int metaspaceKib) {
    private static final String LOADER = "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader";

    /** Measures a Java process of this user on Linux. */
    static Footprint of(long pid, Path unpacked) throws IOException, InterruptedException {
        // The first collection finds what is garbage, the second what only waited for a finalizer or a cleaner.
        jcmd(pid, "GC.class_histogram");
        String histogram = jcmd(pid, "GC.class_histogram");
        Path process = Path.of("/proc", Long.toString(pid));
        return new Footprint(
                (int) histogram
                        .lines()
                        .filter(line -> line.contains(LOADER))
                        .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[1]))
                        .sum(),
                count(process.resolve("task")),
                count(process.resolve("fd")),
                (int) Files.readAllLines(process.resolve("maps"), StandardCharsets.ISO_8859_1).stream()
                        .filter(line -> line.contains(unpacked.toString()) && line.contains(".so"))
                        .map(line -> line.replaceFirst(".*(?=" + Pattern.quote(unpacked.toString()) + ")", ""))
                        .distinct()
                        .count(),
                metaspace(jcmd(pid, "VM.metaspace")));
    }

    private static int metaspace(String report) {
        Matcher both = Pattern.compile("Both:.*?([0-9.]+) (KB|MB) \\([^)]*\\) used", Pattern.DOTALL)
                .matcher(report);
        if (!both.find()) {
            throw new IllegalStateException("no metaspace in: " + report);
        }
        double size = Double.parseDouble(both.group(1));
        return (int) (both.group(2).toUpperCase(Locale.ROOT).equals("MB") ? size * 1024 : size);
    }

    private static int count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.count();
        }
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(tool.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return answer;
    }
}
