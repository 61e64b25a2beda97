package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Collection;
import dev.naust.api.service.ComparisonReport.Difference;
import dev.naust.api.service.ComparisonReport.FieldDifference;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.Comparisons.Kept;
import dev.naust.api.service.Run;
import dev.naust.console.view.Badge;
import dev.naust.console.view.ComparisonView;
import dev.naust.console.view.ComparisonView.Compared;
import dev.naust.console.view.ComparisonView.Differing;
import dev.naust.console.view.ComparisonView.Parts;
import dev.naust.console.view.ComparisonView.Row;
import dev.naust.console.view.ComparisonView.Values;
import dev.naust.console.view.Fact;
import dev.naust.console.view.Moment;
import dev.naust.console.view.ReportView.Checksum;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import dev.naust.console.view.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows what a comparison found. */
final class ComparisonPage {
    private static final int HASH_SHOWN = 8;

    private ComparisonPage() {}

    static ComparisonView view(Run run, Kept<ComparisonReport> kept) {
        ComparisonReport report = kept.report();
        List<Row> rows = new ArrayList<>();
        List<Compared> compared = new ArrayList<>();
        for (Collection each : report.collections()) {
            String anchor = "c" + rows.size();
            rows.add(row(anchor, each));
            compared.add(compared(anchor, each));
        }
        return new ComparisonView(
                run.id(),
                run.title(),
                report.source(),
                report.target(),
                tone(report.verdict()),
                sentence(report),
                explanation(report),
                figures(report),
                rows,
                compared,
                report.differing() > 0,
                Moment.of(report.startedAt()),
                kept.sha256(),
                "/api/v1/compare/" + run.id() + "/report");
    }

    private static Tone tone(Verdict verdict) {
        return switch (verdict) {
            case IDENTICAL -> Tone.GOOD;
            case DIFFERENT -> Tone.BAD;
            case UNVERIFIED -> Tone.WARN;
        };
    }

    private static long with(ComparisonReport report, Verdict verdict) {
        return report.collections().stream()
                .filter(each -> each.verdict() == verdict)
                .count();
    }

    private static String sentence(ComparisonReport report) {
        long unverified = with(report, Verdict.UNVERIFIED);
        return switch (report.verdict()) {
            case IDENTICAL -> "Both stores hold the same.";
            case DIFFERENT ->
                report.differing() == 0
                        ? "The stores do not have the same collections and fields."
                        : Show.count(report.differing(), "record differs.", "records differ.");
            case UNVERIFIED ->
                report.collections().isEmpty()
                        ? "There was nothing to compare."
                        : Show.count(unverified, "collection is", "collections are") + " not verified.";
        };
    }

    private static String explanation(ComparisonReport report) {
        long unverified = with(report, Verdict.UNVERIFIED);
        if (report.verdict() == Verdict.IDENTICAL) {
            return "Every record of every collection was read from both sides; counts and content hashes are equal.";
        }
        return with(report, Verdict.IDENTICAL) + " of "
                + Show.count(report.collections().size(), "collection is", "collections are") + " identical"
                + (unverified > 0
                        ? "; " + Show.number(unverified) + " could not be verified, which is never the same as valid."
                        : ".");
    }

    private static List<Fact> figures(ComparisonReport report) {
        List<Collection> all = report.collections();
        long read = all.stream()
                .mapToLong(each -> Math.max(0, each.sourceRecords()) + Math.max(0, each.targetRecords()))
                .sum();
        return List.of(
                new Fact(
                        "Missing",
                        Show.number(all.stream().mapToLong(Collection::missing).sum())),
                new Fact(
                        "Extra",
                        Show.number(all.stream().mapToLong(Collection::extra).sum())),
                new Fact(
                        "Different",
                        Show.number(
                                all.stream().mapToLong(Collection::different).sum())),
                new Fact("Records compared", Show.number(read)),
                new Fact("Time", Show.seconds(report.seconds())));
    }

    private static Row row(String anchor, Collection each) {
        return new Row(
                anchor,
                name(each),
                badge(each.verdict()),
                each.sourceRecords() < 0 ? "–" : Show.number(each.sourceRecords()),
                each.targetRecords() < 0 ? "–" : Show.number(each.targetRecords()),
                Show.number(each.missing()),
                Show.number(each.extra()),
                Show.number(each.different()),
                sum(each.sourceHash()),
                sum(each.targetHash()));
    }

    private static String name(Collection each) {
        if (each.source().isEmpty() || each.target().isEmpty() || each.source().equals(each.target())) {
            return each.source().isEmpty() ? each.target() : each.source();
        }
        return each.source() + " ↔ " + each.target();
    }

    private static Checksum sum(String hash) {
        return hash.isEmpty() ? new Checksum("–", "Not computed") : new Checksum(Show.cut(hash, HASH_SHOWN), hash);
    }

    private static Badge badge(Verdict verdict) {
        return switch (verdict) {
            case IDENTICAL -> new Badge("Identical", Tone.GOOD);
            case DIFFERENT -> new Badge("Different", Tone.BAD);
            case UNVERIFIED -> new Badge("Not verified", Tone.WARN);
        };
    }

    private static Compared compared(String anchor, Collection each) {
        long more = each.differing() - each.differences().size();
        return new Compared(
                anchor,
                name(each),
                badge(each.verdict()),
                each.reason().isEmpty() ? Optional.empty() : Optional.of(each.reason() + "."),
                method(each),
                each.differences().stream().map(ComparisonPage::differing).toList(),
                more > 0 ? Show.records(more) + " more differ and are counted but not listed." : "");
    }

    private static String method(Collection each) {
        if (each.fields().isEmpty()) {
            return "";
        }
        String fields = each.fields().stream()
                .map(field -> field.target() + " as " + field.comparedAs())
                .collect(Collectors.joining(", "));
        return "Records are told apart by " + (each.key().isEmpty() ? "nothing" : String.join(", ", each.key()))
                + ". Compared: " + fields + ".";
    }

    private static Differing differing(Difference each) {
        return new Differing(
                key(each.key()),
                switch (each.kind()) {
                    case MISSING -> new Badge("Missing", Tone.WARN);
                    case EXTRA -> new Badge("Extra", Tone.BUSY);
                    case DIFFERENT -> new Badge("Different", Tone.BAD);
                },
                each.note(),
                each.fields().stream()
                        .map(field -> values(field, each.kind() == ComparisonReport.Kind.DIFFERENT))
                        .toList());
    }

    /** A key for people. */
    static String key(Document key) {
        return key.layout().names().stream()
                .map(name ->
                        name + " = " + Visible.of(key.get(name).orElseThrow().toString()))
                .collect(Collectors.joining(", "));
    }

    private static Values values(FieldDifference field, boolean both) {
        String source = Visible.of(field.source());
        String target = Visible.of(field.target());
        int before = both ? common(source, target) : 0;
        int after = both ? commonEnd(source, target, before) : 0;
        return new Values(
                field.field(), parts(source, before, after, both), parts(target, before, after, both), field.note());
    }

    private static Parts parts(String value, int before, int after, boolean marked) {
        int end = value.length() - after;
        return marked
                ? new Parts(value.substring(0, before), value.substring(before, end), value.substring(end))
                : new Parts(value, "", "");
    }

    private static int common(String a, String b) {
        int most = Math.min(a.length(), b.length());
        int same = 0;
        while (same < most && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return same > 0 && Character.isHighSurrogate(a.charAt(same - 1)) ? same - 1 : same;
    }

    private static int commonEnd(String a, String b, int before) {
        int most = Math.min(a.length(), b.length()) - before;
        int same = 0;
        while (same < most && a.charAt(a.length() - 1 - same) == b.charAt(b.length() - 1 - same)) {
            same++;
        }
        return same > 0 && Character.isLowSurrogate(a.charAt(a.length() - same)) ? same - 1 : same;
    }
}
