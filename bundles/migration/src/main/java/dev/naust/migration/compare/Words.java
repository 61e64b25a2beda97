package dev.naust.migration.compare;

import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.RepairReport;
import dev.naust.migration.Counted;

/** Sentences about reports. */
final class Words {
    private Words() {}

    static String verdict(ComparisonReport report) {
        long unverified = report.collections().stream()
                .filter(each -> each.verdict() == Verdict.UNVERIFIED)
                .count();
        long different = report.collections().stream()
                .filter(each -> each.verdict() == Verdict.DIFFERENT)
                .count();
        return verdict(different, report.differing(), unverified);
    }

    static String verdict(long different, long records, long unverified) {
        return Counted.of(different, "collection differs", "collections differ") + ", in " + Counted.records(records)
                + "; " + unverified
                + " could not be verified. The report lists them";
    }

    static String incomplete(RepairReport report) {
        return incomplete(report.left(), report.after().differing());
    }

    static String incomplete(long left, long differing) {
        return "Not everything is right: " + Counted.of(left, "record was", "records were") + " left, and "
                + Counted.of(differing, "still differs", "still differ") + ". The report says why";
    }
}
