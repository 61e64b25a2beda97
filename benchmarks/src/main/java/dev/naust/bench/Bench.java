package dev.naust.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * SQLite to PostgreSQL: the distribution's {@code naust migrate}, with validation and {@code -Xmx256m}, against pgloader
 * where it is installed and against the bare program, in turn, on one server. Prints medians and ratios, and each program's own
 * processor seconds without the server's: they say more than the clock where others share the machine.
 */
public final class Bench {
    private final Path naust;
    private final Path data;
    private final int rows;
    private final int pairs;

    private Bench(Path naust, Path data, int rows, int pairs) {
        this.naust = naust;
        this.data = data;
        this.rows = rows;
        this.pairs = pairs;
    }

    /** Arguments: the distribution's script, a folder for data, rows (1000000), pairs (5). */
    public static void main(String[] args) throws Exception {
        int rows = args.length > 2 ? Integer.parseInt(args[2]) : 1_000_000;
        int pairs = args.length > 3 ? Integer.parseInt(args[3]) : 5;
        new Bench(Path.of(args[0]), Path.of(args[1]), rows, pairs).run();
    }

    private void run() throws Exception {
        Path file = data.resolve("events-" + rows + ".sqlite");
        MixedDatabase.make(file, rows);
        Path work = Files.createTempDirectory("naust-bench");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "8GB")
                .setOverrideWorkingDirectory(work.toFile())
                .start()) {
            measure(server, contenders(file, server.getPort()));
        }
    }

    private List<Contender> contenders(Path file, int port) {
        List<Contender> list = new ArrayList<>();
        String address = "postgresql://postgres@127.0.0.1:" + port + "/bench";
        list.add(new Contender(
                "naust",
                List.of(naust.toString(), "migrate", "--from", "sqlite:" + file, "--to", address),
                Map.of("JAVA_OPTS", "-Xmx256m")));
        list.add(new Contender(
                "bare",
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RawCopy.class.getName(),
                        file.toString(),
                        "jdbc:postgresql://127.0.0.1:" + port + "/bench?user=postgres"),
                Map.of()));
        if (isInstalled("pgloader")) {
            list.add(new Contender(
                    "pgloader",
                    List.of(
                            "pgloader",
                            "--with",
                            "prefetch rows = 10000",
                            "sqlite://" + file,
                            "pgsql" + address.substring(10)),
                    Map.of()));
        }
        return list;
    }

    private static boolean isInstalled(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private void measure(EmbeddedPostgres server, List<Contender> contenders)
            throws IOException, InterruptedException, SQLException {
        Map<String, List<Contender.Timing>> timings = new LinkedHashMap<>();
        for (int round = 0; round <= pairs; round++) {
            for (Contender each : contenders) {
                recreate(server);
                Contender.Timing timing = each.run(data.resolve(each.name() + ".log"));
                System.out.printf(
                        Locale.ROOT,
                        "%s %-9s %7.2f s  cpu %6.2f s %6d MiB%n",
                        round == 0 ? "warm-up" : "round " + round,
                        each.name(),
                        timing.seconds(),
                        timing.processorSeconds(),
                        timing.peakMebibytes());
                if (round > 0) {
                    timings.computeIfAbsent(each.name(), name -> new ArrayList<>())
                            .add(timing);
                }
            }
        }
        print(timings);
    }

    private void print(Map<String, List<Contender.Timing>> timings) {
        System.out.printf(
                Locale.ROOT, "%nSQLite to PostgreSQL, %,d + %,d rows, medians of %d%n", rows, rows / 10, pairs);
        double naustMedian = median(timings.get("naust"));
        timings.forEach((name, list) -> System.out.printf(
                Locale.ROOT,
                "%-9s %7.2f s  cpu %6.2f s  peak %5d MiB  naust/%s = %.2f%n",
                name,
                median(list),
                list.stream()
                        .mapToDouble(Contender.Timing::processorSeconds)
                        .average()
                        .orElse(0),
                list.stream().mapToLong(Contender.Timing::peakMebibytes).max().orElse(0),
                name,
                naustMedian / median(list)));
    }

    private static double median(List<Contender.Timing> list) {
        double[] sorted =
                list.stream().mapToDouble(Contender.Timing::seconds).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void recreate(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)");
            statement.execute("CREATE DATABASE bench");
            statement.execute("CHECKPOINT");
        }
    }
}
