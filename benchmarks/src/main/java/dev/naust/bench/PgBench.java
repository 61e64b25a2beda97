package dev.naust.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plain SQL that does what a queue does, by the program pgbench of PostgreSQL. */
record PgBench(Path program, int port) {
    /** A table of jobs as one writes it by hand. */
    static final String[] TABLE = {
        "DROP TABLE IF EXISTS plain_jobs",
        "CREATE TABLE plain_jobs (id bigserial PRIMARY KEY, state smallint NOT NULL DEFAULT 0, priority integer NOT NULL DEFAULT 0,"
                + " run_at timestamptz NOT NULL DEFAULT now(), attempts integer NOT NULL DEFAULT 0, data json NOT NULL)",
        "CREATE INDEX plain_jobs_due ON plain_jobs (priority DESC, run_at, id) WHERE state = 0"
    };

    /** Claims one job in a transaction and ends it in another. */
    static final String SINGLE = """
            UPDATE plain_jobs SET state = 1, attempts = attempts + 1 WHERE id = (SELECT id FROM plain_jobs WHERE state = 0 \
            AND run_at <= now() ORDER BY priority DESC, run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id AS job \\gset
            DELETE FROM plain_jobs WHERE id = :job;
            """;

    /** The same with a hundred. */
    static final String BATCHED = """
            WITH claimed AS (UPDATE plain_jobs SET state = 1, attempts = attempts + 1 WHERE id = ANY (ARRAY (SELECT id FROM \
            plain_jobs WHERE state = 0 AND run_at <= now() ORDER BY priority DESC, run_at, id LIMIT 100 FOR UPDATE SKIP LOCKED)) \
            RETURNING id, data) SELECT array_agg(id)::text AS jobs, length(string_agg(data::text, '')) AS size FROM claimed \\gset
            DELETE FROM plain_jobs WHERE id = ANY (:jobs::bigint[]);
            """;

    /** Adds a hundred jobs in one statement. */
    static final String ENQUEUE = """
            INSERT INTO plain_jobs (data) SELECT '{"to":"ada@example.org","n":7}' FROM generate_series(1, 100);
            """;

    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    /** The program, where it is on the PATH. */
    static Optional<PgBench> find(int port) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path program = Path.of(folder, "pgbench");
            if (Files.isExecutable(program)) {
                return Optional.of(new PgBench(program, port));
            }
        }
        return Optional.empty();
    }

    /** How often a script is run in a second. */
    double perSecond(String script, int clients, int seconds) throws IOException, InterruptedException {
        Path file = Files.createTempFile("naust-pgbench", ".sql");
        try {
            Files.writeString(file, script);
            Process process = new ProcessBuilder(List.of(
                            program.toString(),
                            "-n",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            "" + port,
                            "-U",
                            "postgres",
                            "-M",
                            "prepared",
                            "-c",
                            "" + clients,
                            "-j",
                            "2",
                            "-T",
                            "" + seconds,
                            "-f",
                            file.toString(),
                            "postgres"))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher rate = RATE.matcher(said);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0 || !rate.find()) {
                throw new IOException("pgbench failed: " + said);
            }
            return Double.parseDouble(rate.group(1));
        } finally {
            Files.delete(file);
        }
    }
}
