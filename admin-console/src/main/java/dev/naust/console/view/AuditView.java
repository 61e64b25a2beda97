package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * A part of the audit log.
 *
 * @param older the URL of the next, older entries
 * @param holds whether the chain was found to hold; empty when nobody asked
 * @param verdict what was found, in one sentence
 */
public record AuditView(List<Row> rows, Optional<String> older, Optional<Boolean> holds, Optional<String> verdict) {

    /** One entry. */
    public record Row(long sequence, Moment at, String actor, String action, String target, Badge outcome) {}
}
