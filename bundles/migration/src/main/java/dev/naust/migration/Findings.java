package dev.naust.migration;

import dev.naust.api.model.Content;
import dev.naust.api.model.Value;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.Reject;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.RunProgress;
import dev.naust.api.store.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What went wrong in a run, and its report. Safe for use by several threads. */
final class Findings {
    private static final int LISTED = 100;
    private static final int SHOWN = 120;

    private final RunProgress progress;
    private final List<Reject> rejects = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private long rejected;
    private long changed;
    private Instant startedAt = Instant.EPOCH;

    Findings(RunProgress progress) {
        this.progress = progress;
    }

    synchronized void start() {
        startedAt = Instant.now();
    }

    synchronized void reject(CollectionPlan collection, Rejected each) {
        rejected++;
        if (rejects.size() < LISTED) {
            String value = each.field().isEmpty()
                    ? ""
                    : each.record().body().get(each.field()).map(Findings::show).orElse("");
            rejects.add(new Reject(
                    collection.source().toString(),
                    each.record().key().toString(),
                    each.field(),
                    value,
                    each.reason()));
        }
    }

    private static String show(Value value) {
        String text = value instanceof Content content ? content.length() + " bytes" : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN / 2) + "…";
    }

    synchronized void fail(String message) {
        errors.add(message);
        progress.error(message);
    }

    /** Whether the run may go on and keep what it wrote. */
    synchronized boolean permit(Options options) {
        return errors.isEmpty() && (rejected == 0 || options.continueOnError());
    }

    /** Takes note of records that were added to or changed in a collection that the target had before. */
    synchronized void arrived(Arrival.Outcome outcome) {
        changed += outcome.written();
    }

    synchronized long changed() {
        return changed;
    }

    private static boolean isValid(MigrationReport.CollectionReport each) {
        return each.verdict() == Verdict.IDENTICAL || each.verdict() == Verdict.CONFORMS;
    }

    synchronized MigrationReport report(MigrationPlan plan, Options options, List<Tally> tallies, String undone) {
        List<MigrationReport.CollectionReport> collections =
                tallies.stream().map(Tally::report).toList();
        boolean validated = options.validate() && collections.stream().allMatch(Findings::isValid);
        if (rejected > 0 && errors.isEmpty()) {
            fail(rejected + " records do not fit the target"
                    + (options.continueOnError()
                            ? " and are missing there"
                            : "; nothing was kept. Put them right in the source, or allow the rest to be kept"
                                    + " (continueOnError)"));
        }
        boolean succeeded = errors.isEmpty() && (validated || !options.validate());
        String left = succeeded || !undone.isEmpty() ? undone : "The target keeps what arrived";
        double seconds = Duration.between(startedAt, Instant.now()).toMillis() / 1000.0;
        return new MigrationReport(
                plan.source(),
                plan.target(),
                succeeded,
                validated,
                startedAt,
                seconds,
                collections,
                rejects,
                plan.notCarried(),
                plan.warnings(),
                errors,
                left);
    }
}
