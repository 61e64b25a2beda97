package dev.naust.console.page;

import dev.naust.api.service.Comparisons.Kept;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairReport.Action;
import dev.naust.api.service.Run;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Fact;
import dev.naust.console.view.Moment;
import dev.naust.console.view.RepairView;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import dev.naust.console.view.Visible;
import java.util.List;

/** Shows what a repair wrote and left. */
final class RepairPage {
    private static final int SHOWN = 300;

    private RepairPage() {}

    static RepairView view(Run run, Kept<RepairReport> kept) {
        RepairReport report = kept.report();
        long written = report.inserted() + report.replaced() + report.deleted();
        long more = written - report.changes().size();
        return new RepairView(
                run.id(),
                run.title(),
                report.comparison(),
                report.request().dryRun() ? Tone.BUSY : report.succeeded() ? Tone.GOOD : Tone.WARN,
                sentence(report, written),
                explanation(report),
                List.of(
                        new Fact("Inserted", Show.number(report.inserted())),
                        new Fact("Replaced", Show.number(report.replaced())),
                        new Fact("Deleted", Show.number(report.deleted())),
                        new Fact("Left", Show.number(report.left())),
                        new Fact("Time", Show.seconds(report.seconds()))),
                report.changes().stream().map(RepairPage::change).toList(),
                more > 0 ? Show.records(more) + " more were written and are counted but not listed." : "",
                report.leftovers().stream()
                        .map(each -> new RepairView.Left(
                                each.collection(), ComparisonPage.key(each.key()), Visible.of(each.reason()) + "."))
                        .toList(),
                Moment.of(report.startedAt()),
                kept.sha256(),
                "/api/v1/compare/" + run.id() + "/report");
    }

    private static String sentence(RepairReport report, long written) {
        if (report.request().dryRun()) {
            return Show.records(written) + " would be written to " + report.into() + ".";
        }
        return report.succeeded()
                ? Show.records(written) + " of " + report.into() + " put right."
                : Show.records(written) + " of " + report.into() + " put right, but not everything is.";
    }

    private static String explanation(RepairReport report) {
        if (report.request().dryRun()) {
            return "Nothing was written. The list says what would be.";
        }
        long still = report.after().differing();
        return still == 0
                ? "The stores were compared again afterwards: no record differs."
                : "The stores were compared again afterwards: " + Show.count(still, "record", "records")
                        + " still differ" + (still == 1 ? "s" : "")
                        + (report.request().deleteExtra()
                                ? "."
                                : ". Extra records were left, as nobody asked to delete them.");
    }

    private static RepairView.Change change(RepairReport.Change each) {
        return new RepairView.Change(
                each.collection(),
                badge(each.action()),
                ComparisonPage.key(each.key()),
                Visible.of(Show.cut(each.before(), SHOWN)));
    }

    private static Badge badge(Action action) {
        return switch (action) {
            case INSERTED -> new Badge("Inserted", Tone.GOOD);
            case REPLACED -> new Badge("Replaced", Tone.BUSY);
            case DELETED -> new Badge("Deleted", Tone.WARN);
        };
    }
}
