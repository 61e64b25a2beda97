package dev.naust.cli;

import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.MigrationRequest.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code naust compare}: finds the records that differ between two stores, in this process. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Finds every record that differs between two stores; writes nothing.",
        footer = {
            "",
            "Endpoints are those of \"naust migrate\".",
            "",
            "Exit code: 0 both hold the same, 1 something differs or could not be verified, 2 wrong usage."
        })
final class CompareCommand implements Callable<Integer> {
    private final Comparisons comparisons;
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--from", required = true, paramLabel = "ENDPOINT", description = "the store that is right")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "ENDPOINT", description = "the store that should be the same")
    private String to;

    @Option(
            names = "--collections",
            split = ",",
            paramLabel = "NAME",
            description = "only these collections, separated by commas; may be given several times")
    private final List<String> collections = new ArrayList<>();

    @Option(
            names = "--rename",
            paramLabel = "NAME=NAME",
            description = "a collection that is called otherwise in the second store; may be given several times")
    private final Map<String, String> renames = new LinkedHashMap<>();

    @Option(
            names = "--listed",
            defaultValue = "100",
            paramLabel = "N",
            description = "list at most so many differing records (100); all are counted")
    private int listed;

    CompareCommand(Comparisons comparisons, Terminal terminal) {
        this.comparisons = comparisons;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (listed < 1 || listed > ComparisonRequest.MOST_LISTED) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--listed must be from 1 to " + ComparisonRequest.MOST_LISTED + ", not " + listed);
        }
        ComparisonRequest request =
                new ComparisonRequest(endpoint(from), endpoint(to), collections, renames, Optional.empty(), listed);
        ComparisonReport report;
        try (ProgressPrinter progress = new ProgressPrinter(terminal)) {
            report = comparisons.compare(request, progress);
        }
        new ComparisonPrinter(terminal.out()).print(report);
        return report.verdict() == Verdict.IDENTICAL ? 0 : Failure.FAILED;
    }

    private static Endpoint endpoint(String text) {
        return text.matches(MigrateCommand.STORE_ID) ? new Endpoint.StoreId(text) : new Endpoint.Address(text);
    }
}
