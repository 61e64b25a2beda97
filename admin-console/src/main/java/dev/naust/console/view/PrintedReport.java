package dev.naust.console.view;

import java.util.Optional;

/**
 * A migration's report as a page of its own, which needs nothing else to be shown, kept or printed.
 *
 * @param startedAt in UTC
 * @param compared what its verdicts rest on, in one sentence
 * @param style the style sheet, which is part of the page
 * @param sha256 of the report as it is kept; empty where it is not
 */
public record PrintedReport(
        String id,
        String source,
        String target,
        String startedAt,
        String compared,
        ReportView report,
        String style,
        Optional<String> sha256) {}
