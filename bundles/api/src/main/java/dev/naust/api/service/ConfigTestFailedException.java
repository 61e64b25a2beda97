package dev.naust.api.service;

import dev.naust.api.store.Stage;

/** A configuration is valid but does not work; nothing was changed, and the old one stays in use. */
public final class ConfigTestFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ConfigTest test;

    public ConfigTestFailedException(ConfigTest test) {
        super(test.failed().map(Stage::message).orElse("The configuration does not work."));
        this.test = test;
    }

    /** How far the trial came. */
    public ConfigTest test() {
        return test;
    }
}
