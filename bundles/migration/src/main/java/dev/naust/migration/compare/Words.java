package dev.naust.migration.compare;

import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.RepairReport;

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
        return different + " collections differ, in " + report.differing() + " records; " + unverified
                + " could not be verified. The report lists them";
    }

    static String incomplete(RepairReport report) {
        return "Not everything is right: " + report.left() + " records were left, and "
                + report.after().differing() + " still differ. The report says why";
    }
}
