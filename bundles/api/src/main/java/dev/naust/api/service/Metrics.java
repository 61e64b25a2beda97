package dev.naust.api.service;

import org.osgi.annotation.versioning.ProviderType;

/** What the server has measured of itself. Safe for use by several threads. */
@ProviderType
public interface Metrics {

    /** All of it in the text format of Prometheus, version 0.0.4. Holds names of stores, never their data or secrets. */
    String text();
}
