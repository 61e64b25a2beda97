package dev.naust.cli;

import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Collection;
import dev.naust.api.service.ComparisonReport.Difference;
import dev.naust.api.service.ComparisonReport.FieldDifference;
import dev.naust.api.service.ComparisonReport.Kind;
import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints what a comparison found: the verdict last, where a reader of a terminal looks first. */
final class ComparisonPrinter {
    private static final int CHECKSUM = 16;

    private final PrintStream out;

    ComparisonPrinter(PrintStream out) {
        this.out = out;
    }

    void print(ComparisonReport report) {
        TextTable table = new TextTable(
                "collection",
                ">in source",
                ">in target",
                ">missing",
                ">extra",
                ">different",
                "source checksum",
                "target checksum",
                "verdict");
        for (Collection each : report.collections()) {
            table.row(
                    Format.cell(name(each)),
                    count(each.sourceRecords()),
                    count(each.targetRecords()),
                    Format.count(each.missing()),
                    Format.count(each.extra()),
                    Format.count(each.different()),
                    checksum(each.sourceHash()),
                    checksum(each.targetHash()),
                    each.verdict().name().toLowerCase(Locale.ROOT));
        }
        table.print(out);
        out.println();
        report.collections().forEach(this::details);
        out.println(verdict(report));
    }

    private static String name(Collection each) {
        return each.source().isEmpty() ? each.target() : each.source();
    }

    private static String count(long records) {
        return records < 0 ? "-" : Format.count(records);
    }

    private static String checksum(String hash) {
        return hash.isEmpty() ? "-" : hash.substring(0, CHECKSUM);
    }

    private void details(Collection each) {
        if (each.reason().isEmpty() && each.differences().isEmpty()) {
            return;
        }
        out.println(Format.plain(name(each)) + ":"
                + (each.reason().isEmpty() ? "" : " " + Format.plain(each.reason()) + "."));
        for (Difference difference : each.differences()) {
            out.println("  " + difference.kind().name().toLowerCase(Locale.ROOT) + "  "
                    + Format.plain(key(difference))
                    + (difference.note().isEmpty() ? "" : "  " + Format.plain(difference.note())));
            if (difference.kind() == Kind.DIFFERENT) {
                difference.fields().forEach(this::field);
            }
        }
        long more = each.differing() - each.differences().size();
        if (more > 0) {
            out.println("  and " + Format.count(more) + " more");
        }
        out.println();
    }

    private void field(FieldDifference each) {
        out.println(Format.plain("      " + each.field() + ": " + each.source() + " against " + each.target()
                + (each.note().isEmpty() ? "" : " (" + each.note() + ")")));
    }

    private static String key(Difference difference) {
        return difference.key().layout().names().stream()
                .map(name -> name + "=" + difference.key().get(name).orElseThrow())
                .collect(Collectors.joining(", "));
    }

    private static String verdict(ComparisonReport report) {
        String stores = report.source() + " and " + report.target();
        String time = " Took " + Format.seconds(report.seconds()) + " s.";
        return switch (report.verdict()) {
            case IDENTICAL -> "IDENTICAL: " + stores + " hold the same." + time;
            case DIFFERENT ->
                "DIFFERENT: " + Format.count(report.differing(), "record", "records") + " of " + stores
                        + (report.differing() == 1 ? " differs." : " differ.") + time;
            case UNVERIFIED -> "UNVERIFIED: " + stores + " could not be compared in full." + time;
        };
    }
}
