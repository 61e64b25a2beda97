package dev.naust.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The distribution's {@code naust migrate}, with validation and {@code -Xmx256m}, against other programs that do the same, in
 * turn, on one server. What others there are depends on what is installed.
 */
public final class Bench {
    private static final String RACES =
            "sqlite-postgres, postgres-postgres, postgres-mongodb, proof, growth, chunks," + " resume, progress";

    private final Path naust;
    private final Path data;
    private final int rows;
    private final int rounds;

    private Bench(Path naust, Path data, int rows, int rounds) {
        this.naust = naust;
        this.data = data;
        this.rows = rows;
        this.rounds = rounds;
    }

    /** Arguments: the distribution's script, a folder for data, a race ({@code sqlite-postgres}), rows (1000000), rounds (5). */
    public static void main(String[] args) throws Exception {
        List<String> words = new ArrayList<>(List.of(args).subList(2, args.length));
        String race = words.isEmpty() || words.get(0).matches("[0-9]+") ? "sqlite-postgres" : words.remove(0);
        int rows = words.isEmpty() ? 1_000_000 : Integer.parseInt(words.get(0));
        int rounds = words.size() < 2 ? 5 : Integer.parseInt(words.get(1));
        Files.createDirectories(Path.of(args[1]));
        new Bench(Path.of(args[0]), Path.of(args[1]), rows, rounds).run(race);
    }

    private void run(String race) throws Exception {
        switch (race) {
            case "sqlite-postgres" -> sqliteToPostgres();
            case "postgres-postgres" -> postgresToPostgres();
            case "postgres-mongodb" -> postgresToMongo();
            case "proof" -> proof();
            case "growth" -> growth();
            case "chunks", "resume", "progress" ->
                new ServerRaces(naust, data, database(rows), rounds, size()).run(race);
            default -> {
                System.err.println("There is no race \"" + race + "\"; there are " + RACES);
                System.exit(2);
            }
        }
    }

    private void sqliteToPostgres() throws Exception {
        Path file = database(rows);
        try (PgServer server = PgServer.start()) {
            List<Contender> contenders = new ArrayList<>();
            contenders.add(naust("naust", "sqlite:" + file, server.address("bench")));
            contenders.add(java("bare", RawCopy.class, file.toString(), server.jdbc("bench")));
            if (isInstalled("pgloader")) {
                contenders.add(pgloader("pgloader", file, server));
                // Its own choice of what to read ahead brings it near the end of its heap; this one is its better side.
                contenders.add(pgloader("pgloader, small reads", file, server, "--with", "prefetch rows = 10000"));
            }
            race("SQLite to PostgreSQL" + size(), contenders, server.fresh("bench"));
        }
    }

    private static Contender pgloader(String name, Path file, PgServer server, String... options) {
        List<String> words = new ArrayList<>(List.of("pgloader"));
        words.addAll(List.of(options));
        words.add("sqlite://" + file);
        words.add(server.address("bench").replace("postgresql:", "pgsql:"));
        return new Contender(name, words, Map.of(), true);
    }

    /** What the proof costs: reading the target back, and hashing both sides. */
    private void proof() throws Exception {
        Path file = database(rows);
        try (PgServer server = PgServer.start()) {
            List<Contender> contenders = List.of(
                    naust("with proof", "sqlite:" + file, server.address("bench")),
                    naust("without proof", "sqlite:" + file, server.address("bench"), "--no-validate"));
            race("SQLite to PostgreSQL" + size(), contenders, server.fresh("bench"));
        }
    }

    /** How time and memory grow when there is ten times as much. */
    private void growth() throws Exception {
        Path small = database(rows / 10);
        Path large = database(rows);
        try (PgServer server = PgServer.start()) {
            Place target = server.fresh("bench");
            new Race("SQLite to PostgreSQL" + size(), rounds, data)
                    .run(List.of(
                            entrant(naust("all", "sqlite:" + large, server.address("bench")), target, rows),
                            entrant(naust("a tenth", "sqlite:" + small, server.address("bench")), target, rows / 10)));
        }
    }

    private void postgresToPostgres() throws Exception {
        try (PgServer server = PgServer.start()) {
            fill(server);
            List<Contender> contenders = new ArrayList<>();
            contenders.add(naust("naust", server.address("origin"), server.address("bench")));
            if (isInstalled("pg_dump") && isInstalled("pg_restore")) {
                contenders.add(new Contender(
                        "pg_dump-pg_restore",
                        List.of(
                                "bash",
                                "-o",
                                "pipefail",
                                "-c",
                                "pg_dump -Fc -Z0 \"$1\" | pg_restore --no-owner -d \"$2\"",
                                "-",
                                server.address("origin"),
                                server.address("bench")),
                        Map.of()));
            }
            race("PostgreSQL to PostgreSQL" + size(), contenders, server.fresh("bench"));
        }
    }

    private void postgresToMongo() throws Exception {
        try (PgServer server = PgServer.start();
                MongoDouble mongo = new MongoDouble()) {
            fill(server);
            List<Contender> contenders = List.of(
                    naust("naust", server.address("origin"), mongo.address("bench")),
                    java("plain loop", MongoLoop.class, server.jdbc("origin"), mongo.address("bench")));
            race(
                    "PostgreSQL to a server that speaks MongoDB's protocol (not MongoDB)" + size(),
                    contenders,
                    mongo.fresh("bench"));
        }
    }

    private void race(String title, List<Contender> contenders, Place place) throws Exception {
        new Race(title, rounds, data)
                .run(contenders.stream().map(each -> entrant(each, place, rows)).toList());
    }

    /** One that copies a {@link #database}. */
    private static Race.Entrant entrant(Contender contender, Place place, int rows) {
        return new Race.Entrant(contender, place, rows + rows / 10);
    }

    private Path database(int size) throws Exception {
        Path file = data.resolve("events-" + size + ".sqlite");
        MixedDatabase.make(file, size);
        return file;
    }

    private void fill(PgServer server) throws Exception {
        server.recreate("origin");
        java("filling", RawCopy.class, database(rows).toString(), server.jdbc("origin"))
                .run(data.resolve("filling.log"));
    }

    private Contender naust(String name, String from, String to, String... more) {
        List<String> command = Stream.concat(
                        Stream.of(naust.toString(), "migrate", "--from", from, "--to", to), Stream.of(more))
                .toList();
        return new Contender(name, command, Map.of("JAVA_OPTS", "-Xmx256m"));
    }

    private static Contender java(String name, Class<?> program, String... arguments) {
        List<String> command = Stream.concat(
                        Stream.of(
                                System.getProperty("java.home") + "/bin/java",
                                "-Xmx256m",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()),
                        Stream.of(arguments))
                .toList();
        return new Contender(name, command, Map.of());
    }

    private String size() {
        return String.format(Locale.ROOT, ", %,d + %,d rows", rows, rows / 10);
    }

    private static boolean isInstalled(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        System.out.println(program + " is not on the PATH and is left out");
        return false;
    }
}
