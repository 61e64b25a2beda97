package dev.naust.cli;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Limits;
import dev.naust.api.service.MigrationRequest.Look;
import dev.naust.api.service.MigrationRequest.Lossy;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Migrations;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "An endpoint is sqlite:PATH, postgresql://user@host:port/db, csv:DIR, another provider's form, or the id of a"
                    + " configured store. A password may stand in the address, or in PGPASSWORD.",
            "",
            "Exit code: 0 all arrived and was proven, 1 it did not and the report says why, 2 wrong usage. When anything"
                    + " fails, what this run made in the target is removed again."
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
            description = "what becomes of records that the target has already: FAIL (default; nothing is started),"
                    + " SKIP (keep the target's), OVERWRITE (take the source's) or MERGE (the source's fields that are not"
                    + " null)")
    private Conflict conflict;

    @Option(names = "--continue-on-error", description = "keep the rest when records do not fit; still exits 1")
    private boolean continueOnError;

    @Option(names = "--no-validate", description = "do not read the target back")
    private boolean noValidate;

    @Option(
            names = "--validate-before",
            description = "read and convert every record before anything is written; begin only when all fit")
    private boolean validateBefore;

    @Option(names = "--batch-size", defaultValue = "2000", paramLabel = "N", description = "records in a batch (2000)")
    private int batchSize;

    @Option(
            names = "--parallelism",
            defaultValue = "0",
            paramLabel = "N",
            description = "collections at a time (chosen by the machine)")
    private int parallelism;

    @Option(names = "--skip-existing", description = "leave out collections that the target has already, whole")
    private boolean skipExisting;

    @Option(
            names = "--lossy",
            defaultValue = "REJECT",
            paramLabel = "CHOICE",
            description = "values that the target does not hold exactly: REJECT them (default), or keep them AS_TEXT")
    private Lossy lossy;

    @Option(
            names = "--reject-limit",
            defaultValue = "0",
            paramLabel = "N",
            description = "with --continue-on-error: stop after so many rejects (0: never)")
    private long rejectLimit;

    @Option(
            names = "--retry-attempts",
            defaultValue = "3",
            paramLabel = "N",
            description = "how often work is tried again that failed for a reason that may pass (3)")
    private int retryAttempts;

    @Option(
            names = "--rate-limit",
            defaultValue = "0",
            paramLabel = "N",
            description = "read at most so many records a second (0: as fast as it goes)")
    private long rateLimit;

    @Option(
            names = "--request",
            paramLabel = "FILE",
            description =
                    "a JSON file with \"collections\", as REST takes them: renames, filters, casts, constants, masks, hashes")
    private @Nullable Path file;

    /** In records a second, as REST has it. */
    private static final long FASTEST = 1_000_000_000;

    MigrateCommand(Migrations migrations, Terminal terminal) {
        this.migrations = migrations;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        check("--batch-size", batchSize, 1, 100_000);
        check("--parallelism", parallelism, 0, 64);
        check("--retry-attempts", retryAttempts, 0, 100);
        check("--reject-limit", rejectLimit, 0, Long.MAX_VALUE);
        check("--rate-limit", rateLimit, 0, FASTEST);
        if (conflict == Conflict.INTERACTIVE) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--conflict INTERACTIVE needs a server, which keeps what is to be decided: choose FAIL, SKIP, OVERWRITE"
                            + " or MERGE");
        }
        Options options = new Options(
                        conflict,
                        batchSize,
                        !noValidate,
                        continueOnError,
                        parallelism,
                        skipExisting,
                        false,
                        lossy,
                        new Limits(rejectLimit, retryAttempts, rateLimit))
                .looking(validateBefore ? Set.of(Look.BEFORE) : Set.of());
        MigrationRequest asked = file == null ? null : asked(file);
        MigrationRequest request = new MigrationRequest(
                endpoint(from),
                endpoint(to),
                asked == null || !collections.isEmpty() ? collections : asked.collections(),
                options,
                asked == null ? Map.of() : asked.reshapes());
        return dryRun ? plan(request) : migrate(request);
    }

    /** What a file says of collections; source, target and options are the command line's. */
    private MigrationRequest asked(Path path) {
        try {
            Map<String, Value> fields = new LinkedHashMap<>();
            fields.put("source", Value.text("source"));
            fields.put("target", Value.text("target"));
            Document said = new JsonValues().readObject(Files.readString(path));
            for (String name : said.layout().names()) {
                if (!name.equals("collections")) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "--request " + path + ": \"" + Format.plain(name)
                                    + "\" is not taken from there: leave it out, and give it as an option");
                }
            }
            said.get("collections").ifPresent(collections -> fields.put("collections", collections));
            return MigrationRequestForm.read(Document.of(fields));
        } catch (IOException | MalformedJsonException e) {
            throw new ParameterException(spec.commandLine(), "--request " + path + " is not read: " + e.getMessage());
        } catch (InvalidConfigException e) {
            throw new ParameterException(spec.commandLine(), "--request " + path + ": " + e.getMessage());
        }
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

    private void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    private static Endpoint endpoint(String text) {
        return text.matches(STORE_ID) ? new Endpoint.StoreId(text) : new Endpoint.Address(text);
    }
}
