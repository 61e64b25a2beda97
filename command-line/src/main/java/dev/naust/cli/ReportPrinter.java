package dev.naust.cli;

import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.CollectionReport;
import dev.naust.api.service.MigrationReport.Reject;
import dev.naust.api.service.MigrationReport.Verdict;
import java.io.PrintStream;
import java.util.List;

/** Prints a migration's report: the verdict last, where a reader of a terminal looks first. */
final class ReportPrinter {
    private static final int CHECKSUM = 16;

    private final PrintStream out;

    ReportPrinter(PrintStream out) {
        this.out = out;
    }

    void print(MigrationReport report) {
        TextTable table = new TextTable(
                "collection",
                ">read",
                ">written",
                ">rejected",
                ">bytes",
                ">seconds",
                "source checksum",
                "target checksum",
                "verdict");
        for (CollectionReport each : report.collections()) {
            table.row(
                    isSameName(each)
                            ? Format.cell(each.source())
                            : Format.cell(each.source()) + " → " + Format.cell(each.target()),
                    Format.count(each.read()),
                    Format.count(each.written()),
                    Format.count(each.rejected()),
                    Format.bytes(each.bytes()),
                    Format.seconds(each.seconds()),
                    checksum(each.sourceHash()),
                    checksum(each.targetHash()),
                    each.verdict().name().toLowerCase(java.util.Locale.ROOT));
        }
        table.print(out);
        out.println();
        rejects(report);
        list("Not carried:", report.notCarried());
        list("Warnings:", report.warnings());
        list("Errors:", report.errors());
        out.println(verdict(report));
    }

    private static boolean isSameName(CollectionReport each) {
        return each.target().equals(each.source()) || each.target().endsWith("." + each.source());
    }

    private static String checksum(String hash) {
        return hash.isEmpty() ? "-" : hash.substring(0, CHECKSUM);
    }

    private void rejects(MigrationReport report) {
        if (report.rejects().isEmpty()) {
            return;
        }
        out.println("Rejected"
                + (report.rejected() > report.rejects().size()
                        ? " (the first " + report.rejects().size() + " of " + Format.count(report.rejected()) + "):"
                        : ":"));
        for (Reject each : report.rejects()) {
            out.println(Format.plain("  - " + each.collection() + (each.key().isEmpty() ? "" : " " + each.key()) + ": "
                    + (each.field().isEmpty() ? "" : each.field() + " = " + each.value() + ": ") + each.reason()));
        }
        out.println();
    }

    private void list(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            out.println(title);
            lines.forEach(line -> out.println("  - " + Format.plain(line)));
            out.println();
        }
    }

    private static String verdict(MigrationReport report) {
        String time = " in " + Format.seconds(report.seconds()) + " s.";
        if (!report.succeeded()) {
            return "FAILED: " + report.source() + " → " + report.target() + time + " " + report.left() + ".";
        }
        boolean one = report.written() == 1;
        return Format.count(report.written(), "record", "records") + " arrived in " + report.target()
                + (report.validated() ? proof(report) : (one ? "; it was" : "; they were") + " not validated") + time;
    }

    private static String proof(MigrationReport report) {
        return report.collections().stream().allMatch(each -> each.verdict() == Verdict.IDENTICAL)
                ? (report.written() == 1 ? " and is" : " and are") + " proven identical"
                : "; every record of the source is there as the conflict policy says";
    }
}
