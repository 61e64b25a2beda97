package dev.naust.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's ways cost: writing in chunks with checkpoints, going on after a {@code kill -9}, and being watched. Each race is
 * between two ways to do the same migration.
 *
 * @param naust the distribution's script
 * @param data a folder for files
 * @param file the SQLite database that is copied
 * @param size what the heading says of it
 */
record ServerRaces(Path naust, Path data, Path file, int rounds, String size) {
    private static final int READERS = 4;

    /** One of a server's ways to do a migration. */
    @FunctionalInterface
    private interface Way {
        /** Does it; how many seconds that took. */
        double run(NaustServer server) throws Exception;
    }

    void run(String race) throws Exception {
        try (PgServer target = PgServer.start()) {
            target.recreate("bench");
            switch (race) {
                case "chunks" -> chunks(target);
                case "resume" -> resume(target);
                default -> progress(target);
            }
        }
    }

    /** Both by their reports, whose time begins when the plan is made, each in a process that has just started. */
    private void chunks(PgServer target) throws Exception {
        race(
                "In a server, in chunks with checkpoints, and by the command, all or nothing",
                target,
                List.of(
                        inNewServer("chunks", target, server -> {
                            String run = server.migrate("");
                            server.took(run);
                            return server.reported(run);
                        }),
                        new Command(naust, file, target.address("bench"))));
    }

    /** Without the time in which there is no server: until the kill, and from when the next one is ready. */
    private void resume(PgServer target) throws Exception {
        race(
                "Killed in the middle and gone on, and undisturbed",
                target,
                List.of(
                        inNewServer("killed", target, server -> {
                            long begun = System.nanoTime();
                            String run = server.migrate("");
                            server.awaitProcessed(run, rows() / 2);
                            double before = since(begun);
                            server.kill();
                            server.start();
                            begun = System.nanoTime();
                            server.took(run);
                            return before + since(begun);
                        }),
                        inNewServer("undisturbed", target, server -> {
                            long begun = System.nanoTime();
                            server.took(server.migrate(""));
                            return since(begun);
                        })));
    }

    /** On one server, which is warm, so that little else differs. */
    private void progress(PgServer target) throws Exception {
        try (NaustServer server = NaustServer.start(naust, data, file, target)) {
            race(
                    "With " + READERS + " readers of its events, and with none",
                    target,
                    List.of(
                            new Migration("watched", server, each -> {
                                String run = each.migrate("");
                                List<Thread> readers = each.watch(run, READERS);
                                double seconds = each.took(run).toMillis() / 1e3;
                                for (Thread reader : readers) {
                                    reader.join(10_000);
                                }
                                return seconds;
                            }),
                            new Migration(
                                    "unwatched",
                                    server,
                                    each -> each.took(each.migrate("")).toMillis() / 1e3)));
        }
    }

    private void race(String title, PgServer target, List<Program> programs) throws Exception {
        new Race("SQLite to PostgreSQL: " + title + size, rounds, data)
                .run(programs.stream()
                        .map(each -> new Race.Entrant(each, target.inUse("bench"), rows() + rows() / 10))
                        .toList());
    }

    private Program inNewServer(String name, PgServer target, Way way) {
        return new Program() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Contender.Timing run(Path log) throws Exception {
                try (NaustServer server = NaustServer.start(naust, data, file, target)) {
                    return new Migration(name, server, way).run(log);
                }
            }
        };
    }

    private long rows() {
        Matcher number = Pattern.compile("[0-9]+").matcher(file.getFileName().toString());
        return number.find() ? Long.parseLong(number.group()) : 0;
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** A migration in a server that is there; its processor seconds are all that the server used meanwhile. */
    private record Migration(String name, NaustServer server, Way way) implements Program {
        @Override
        public Contender.Timing run(Path log) throws Exception {
            double before = server.processorSeconds();
            double seconds = way.run(server);
            return new Contender.Timing(seconds, server.processorSeconds() - before, server.peakMebibytes());
        }
    }

    /** The command, timed by its own report. */
    private record Command(Path naust, Path file, String to) implements Program {
        private static final Pattern TOOK = Pattern.compile(" in ([0-9.]+) s\\.");

        @Override
        public String name() {
            return "all or nothing";
        }

        @Override
        public Contender.Timing run(Path log) throws Exception {
            Contender.Timing whole = new Contender(
                            name(),
                            List.of(naust.toString(), "migrate", "--from", "sqlite:" + file, "--to", to),
                            Map.of("JAVA_OPTS", "-Xmx256m"))
                    .run(log);
            Matcher took = TOOK.matcher(Files.readString(log));
            if (!took.find()) {
                throw new IOException("The command does not say how long it took: " + Files.readString(log));
            }
            return new Contender.Timing(
                    Double.parseDouble(took.group(1)), whole.processorSeconds(), whole.peakMebibytes());
        }
    }
}
