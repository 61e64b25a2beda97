package dev.naust.console.page;

import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Fact;
import dev.naust.console.view.ReportView;
import dev.naust.console.view.ReportView.Checksum;
import dev.naust.console.view.ReportView.CollectionResult;
import dev.naust.console.view.ReportView.RejectRow;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import dev.naust.console.view.Visible;
import java.util.List;

/** Shows what a migration did, verdict first. */
final class Reports {
    private static final int HASH_SHOWN = 8;
    private static final int VALUE_SHOWN = 120;
    private static final Checksum NO_SUM = new Checksum("", "");

    private Reports() {}

    /** @param undecided how many conflicts of the run nobody has decided yet */
    static ReportView view(MigrationReport report, long undecided) {
        boolean waits = report.succeeded() && undecided > 0;
        return new ReportView(
                waits ? Tone.WARN : tone(report),
                waits
                        ? Show.count(undecided, "record waits", "records wait") + " for somebody to decide."
                        : sentence(report),
                waits
                        ? "The target keeps its own until then. All other records of the source are in the target."
                        : explanation(report),
                figures(report),
                report.collections().stream().map(Reports::result).toList(),
                total(report),
                report.rejects().stream().map(Reports::reject).toList(),
                Math.max(0, report.rejected() - report.rejects().size()),
                report.notCarried(),
                report.warnings(),
                report.errors());
    }

    private static Tone tone(MigrationReport report) {
        if (!report.succeeded()) {
            return Tone.BAD;
        }
        return report.validated() ? Tone.GOOD : Tone.WARN;
    }

    private static String sentence(MigrationReport report) {
        if (report.succeeded()) {
            return arrived(report);
        }
        long differing = report.collections().stream()
                .filter(collection -> collection.verdict() == Verdict.DIFFERENT)
                .count();
        boolean onlyMisfits = report.rejected() > 0 && report.errors().size() == 1;
        if (onlyMisfits && differing == 0) {
            return Show.number(report.rejected()) + " of " + Show.records(report.read()) + " did not fit.";
        }
        if (differing > 0) {
            return Show.count(differing, "collection differs", "collections differ") + " from the source.";
        }
        return "The migration failed.";
    }

    private static String arrived(MigrationReport report) {
        if (report.read() == 0) {
            return "There were no records to move; the collections were made.";
        }
        String records = Show.records(report.written()) + " arrived";
        if (isPutRight(report)) {
            return records + ", and what did not fit at first was put right.";
        }
        if (!report.validated()) {
            return records + ". They were not compared.";
        }
        return isIdentical(report)
                ? records + " and are proven identical."
                : records + "; every record of the source is in the target as decided.";
    }

    /** Whether it goes on following although its copy had rejects. */
    private static boolean isPutRight(MigrationReport report) {
        return report.collections().stream().anyMatch(collection -> collection.verdict() == Verdict.INCOMPLETE);
    }

    private static boolean isIdentical(MigrationReport report) {
        return report.collections().stream().allMatch(collection -> collection.verdict() == Verdict.IDENTICAL);
    }

    private static String explanation(MigrationReport report) {
        if (!report.succeeded()) {
            return report.left();
        }
        if (report.validated() && !isIdentical(report)) {
            return "The target was read back: it holds what the conflict policy makes of the source's records.";
        }
        if (isPutRight(report)) {
            return "The warnings say what became of the records that did not fit.";
        }
        return report.validated()
                ? "The target was read back: counts and checksums of every collection are the source's."
                : "Migrate with the comparison switched on to have the proof.";
    }

    private static List<Fact> figures(MigrationReport report) {
        long bytes = report.collections().stream()
                .mapToLong(MigrationReport.CollectionReport::bytes)
                .sum();
        double perSecond = report.seconds() > 0 ? report.written() / report.seconds() : 0;
        return List.of(
                new Fact("Collections", Show.number(report.collections().size())),
                new Fact("Records written", Show.number(report.written())),
                new Fact("Size", Show.bytes(bytes)),
                new Fact("Time after planning", Show.seconds(report.seconds())),
                new Fact("Records a second", Show.number(Math.round(perSecond))));
    }

    private static CollectionResult result(MigrationReport.CollectionReport collection) {
        return new CollectionResult(
                collection.source(),
                collection.target(),
                Show.number(collection.read()),
                Show.number(collection.written()),
                Show.number(collection.rejected()),
                Show.bytes(collection.bytes()),
                Show.seconds(collection.seconds()),
                sum(collection.sourceHash()),
                sum(collection.targetHash()),
                badge(collection.verdict()));
    }

    private static CollectionResult total(MigrationReport report) {
        long bytes = report.collections().stream()
                .mapToLong(MigrationReport.CollectionReport::bytes)
                .sum();
        return new CollectionResult(
                "",
                "",
                Show.number(report.read()),
                Show.number(report.written()),
                Show.number(report.rejected()),
                Show.bytes(bytes),
                Show.seconds(report.seconds()),
                NO_SUM,
                NO_SUM,
                badge(Verdict.UNVERIFIED));
    }

    private static Checksum sum(String hash) {
        return hash.isEmpty() ? new Checksum("–", "Not computed") : new Checksum(Show.cut(hash, HASH_SHOWN), hash);
    }

    private static Badge badge(Verdict verdict) {
        return switch (verdict) {
            case IDENTICAL -> new Badge("Identical", Tone.GOOD);
            case DIFFERENT -> new Badge("Different", Tone.BAD);
            case CONFORMS -> new Badge("As decided", Tone.GOOD);
            case INCOMPLETE -> new Badge("Records missing", Tone.BAD);
            case UNVERIFIED -> new Badge("Not compared", Tone.QUIET);
        };
    }

    private static RejectRow reject(MigrationReport.Reject reject) {
        return new RejectRow(
                reject.collection(),
                Visible.of(reject.key()),
                reject.field(),
                Visible.of(Show.cut(reject.value(), VALUE_SHOWN)),
                Visible.of(reject.reason()));
    }
}
