package dev.naust.cli;

import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Migrations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code naust migrate}: moves a whole database in this process, proves that it arrived, and reports. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Moves collections from one store to another and proves that they arrived.",
        footer = {
            "",
            "An endpoint is sqlite:PATH, postgresql://user@host:port/db, csv:DIR, another provider's form,",
            "or the id of a configured store. A password may stand in the address, or in PGPASSWORD.",
            "",
            "Exit code: 0 all arrived and was proven, 1 it did not and the report says why, 2 wrong usage.",
            "When anything fails, what this run made in the target is removed again."
        })
final class MigrateCommand implements Callable<Integer> {
    static final String STORE_ID = "[a-z][a-z0-9-]{0,62}";

    private final Migrations migrations;
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--from", required = true, paramLabel = "ENDPOINT", description = "where the records are")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "ENDPOINT", description = "where they shall be")
    private String to;

    @Option(
            names = "--collections",
            split = ",",
            paramLabel = "NAME",
            description = "only these collections, separated by commas; may be given several times")
    private final List<String> collections = new ArrayList<>();

    @Option(names = "--dry-run", description = "print the plan and its statements, write nothing")
    private boolean dryRun;

    @Option(
            names = "--conflict",
            defaultValue = "FAIL",
            paramLabel = "POLICY",
            description = "what to do with a collection that the target has already: FAIL (default) or SKIP")
    private Conflict conflict;

    @Option(names = "--continue-on-error", description = "keep the rest when records do not fit; still exits 1")
    private boolean continueOnError;

    @Option(names = "--no-validate", description = "do not read the target back")
    private boolean noValidate;

    @Option(names = "--batch-size", defaultValue = "2000", paramLabel = "N", description = "records in a batch (2000)")
    private int batchSize;

    @Option(
            names = "--parallelism",
            defaultValue = "0",
            paramLabel = "N",
            description = "collections at a time (chosen by the machine)")
    private int parallelism;

    MigrateCommand(Migrations migrations, Terminal terminal) {
        this.migrations = migrations;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        check("--batch-size", batchSize, 1, 100_000);
        check("--parallelism", parallelism, 0, 64);
        Options options = new Options(conflict, batchSize, !noValidate, continueOnError, parallelism);
        MigrationRequest request = new MigrationRequest(endpoint(from), endpoint(to), collections, options);
        return dryRun ? plan(request) : migrate(request);
    }

    private int plan(MigrationRequest request) throws InterruptedException {
        var plan = migrations.plan(request);
        new PlanPrinter(terminal.out()).print(plan);
        return plan.canProceed() ? 0 : Failure.FAILED;
    }

    private int migrate(MigrationRequest request) throws InterruptedException {
        MigrationReport report;
        try (ProgressPrinter progress = new ProgressPrinter(terminal)) {
            report = migrations.run(request, plan -> {}, progress);
        }
        new ReportPrinter(terminal.out()).print(report);
        return report.succeeded() ? 0 : Failure.FAILED;
    }

    private void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    private static Endpoint endpoint(String text) {
        return text.matches(STORE_ID) ? new Endpoint.StoreId(text) : new Endpoint.Address(text);
    }
}
