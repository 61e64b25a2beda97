package dev.naust.cli;

import dev.naust.api.service.BackupFiles;
import dev.naust.api.service.BackupFiles.Contents;
import dev.naust.api.service.BackupFiles.Key;
import dev.naust.api.service.BackupFiles.Wanted;
import dev.naust.api.service.Backups.Part;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What {@code naust backup} does with a file, in this process and without a server. */
public final class BackupFileWork {
    private static final String STORE_ID = "[a-z][a-z0-9-]{0,62}";

    private final Supplier<BackupFiles> files;
    private final Terminal terminal;

    BackupFileWork(Supplier<BackupFiles> files, Terminal terminal) {
        this.files = files;
        this.terminal = terminal;
    }

    /**
     * How to restore.
     *
     * @param to an endpoint, or the id of a configured store
     * @param residency where the target is; empty when nobody says so
     */
    public record Restore(
            String to, List<String> collections, Conflict conflict, boolean dryRun, Optional<String> residency) {
        public Restore {
            collections = List.copyOf(collections);
        }
    }

    /** Reads all of a file and says what is in it. */
    public int verify(Path file, Key key) throws InterruptedException {
        Contents contents;
        try (ProgressPrinter progress = new ProgressPrinter(terminal)) {
            contents = files.get().verify(file, key, progress);
        }
        TextTable table = new TextTable("collection", ">records", "content hash");
        for (Part each : contents.collections()) {
            table.row(each.name(), Long.toString(each.records()), each.hash());
        }
        table.print(terminal.out());
        terminal.out()
                .println("Backup " + contents.id() + " of store " + contents.store() + " (" + contents.type()
                        + "), made " + contents.createdAt() + ": every byte is authentic, every hash is right.");
        return 0;
    }

    /** Restores a file, after all of it was authenticated. */
    public int restore(Path file, Key key, Restore how) throws InterruptedException {
        Options usual = Options.defaults();
        Options options = new Options(
                how.conflict(), usual.batchSize(), usual.validate(), usual.continueOnError(), usual.parallelism());
        Endpoint target = how.to().matches(STORE_ID) ? new Endpoint.StoreId(how.to()) : new Endpoint.Address(how.to());
        Wanted wanted = new Wanted(target, how.collections(), options, how.residency());
        if (how.dryRun()) {
            MigrationPlan plan;
            try (ProgressPrinter progress = new ProgressPrinter(terminal)) {
                plan = files.get().plan(file, key, wanted, progress);
            }
            new PlanPrinter(terminal.out()).print(plan);
            return plan.canProceed() ? 0 : Failure.FAILED;
        }
        MigrationReport report;
        try (ProgressPrinter progress = new ProgressPrinter(terminal)) {
            report = files.get().restore(file, key, wanted, plan -> {}, progress);
        }
        new ReportPrinter(terminal.out()).print(report);
        return report.succeeded() ? 0 : Failure.FAILED;
    }
}
