package dev.naust.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Programs that do the same, measured in turn: a warm-up, then rounds. Prints medians and the ratios of the first to the
 * others, and each program's own processor seconds without the servers': they say more than the clock where others share the
 * machine.
 *
 * @param title what they do, for the heading
 * @param rounds how often each is measured, from 1
 * @param logs where the programs' output goes
 */
record Race(String title, int rounds, Path logs) {

    /**
     * One of them.
     *
     * @param place what the program fills; it is empty when the program starts
     * @param records how many must be there at the program's end: some programs say that all went well when it did not
     */
    record Entrant(Program program, Place place, long records) {
        private Contender.Timing run(Path log) throws Exception {
            place.empty();
            Contender.Timing timing = program.run(log);
            long arrived = place.records();
            if (arrived != records) {
                throw new IOException(program.name() + " ended well, but " + arrived + " of " + records
                        + " records arrived. What it said is in " + log);
            }
            return timing;
        }
    }

    /** What one took: the median of its seconds, its mean processor seconds, its greatest memory in MiB. */
    record Figures(double seconds, double processorSeconds, long peakMebibytes) {}

    /**
     * Measures, prints, and returns the figures by name, in the order of the entrants. The failure of one that may fail is
     * printed and counts in no figure.
     *
     * @throws IOException when another fails
     */
    Map<String, Figures> run(List<Entrant> entrants) throws Exception {
        Map<String, List<Contender.Timing>> timings = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Entrant each : entrants) {
                Program program = each.program();
                String when = round == 0 ? "warm-up" : "round " + round;
                try {
                    Contender.Timing timing =
                            each.run(logs.resolve(program.name().replaceAll("[ ,]+", "-") + ".log"));
                    print(when, program.name(), timing);
                    if (round > 0) {
                        timings.computeIfAbsent(program.name(), name -> new ArrayList<>())
                                .add(timing);
                    }
                } catch (IOException failure) {
                    if (!program.mayFail()) {
                        throw failure;
                    }
                    System.out.printf("%-8s %-22s failed: %s%n", when, program.name(), failure.getMessage());
                }
            }
        }
        Map<String, Figures> figures = new LinkedHashMap<>();
        timings.forEach((name, list) -> figures.put(name, figures(list)));
        print(figures);
        return figures;
    }

    private static void print(String round, String name, Contender.Timing timing) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %-22s %7.2f s  cpu %6.2f s %6d MiB%n",
                round,
                name,
                timing.seconds(),
                timing.processorSeconds(),
                timing.peakMebibytes());
    }

    private void print(Map<String, Figures> figures) {
        System.out.printf(Locale.ROOT, "%n%s, medians of %d%n", title, rounds);
        Map.Entry<String, Figures> first = figures.entrySet().iterator().next();
        figures.forEach((name, each) -> System.out.printf(
                Locale.ROOT,
                "%-22s %7.2f s  cpu %6.2f s  peak %5d MiB  %s/%s = %.2f%n",
                name,
                each.seconds(),
                each.processorSeconds(),
                each.peakMebibytes(),
                first.getKey(),
                name,
                first.getValue().seconds() / each.seconds()));
        System.out.println();
    }

    private static Figures figures(List<Contender.Timing> list) {
        double[] sorted =
                list.stream().mapToDouble(Contender.Timing::seconds).sorted().toArray();
        return new Figures(
                sorted[sorted.length / 2],
                list.stream()
                        .mapToDouble(Contender.Timing::processorSeconds)
                        .average()
                        .orElse(0),
                list.stream().mapToLong(Contender.Timing::peakMebibytes).max().orElse(0));
    }
}
