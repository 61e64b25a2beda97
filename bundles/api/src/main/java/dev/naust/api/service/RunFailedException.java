package dev.naust.api.service;

import dev.naust.api.model.Document;

/** A run's work failed, and there is a report of how far it came. */
public final class RunFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Document report;

    public RunFailedException(String message, Document report) {
        super(message);
        this.report = report;
    }

    /** What the run found out before it failed. */
    public Document report() {
        return report;
    }
}
