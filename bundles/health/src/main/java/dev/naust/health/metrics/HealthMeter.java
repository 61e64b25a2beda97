package dev.naust.health.metrics;

import dev.naust.api.service.Health.Report;

/** Measures how the stores are. Safe for use by several threads; quick. */
public interface HealthMeter {

    /** A store was checked. */
    void checked(Report report);

    /** There is no such store any more. */
    void gone(String store);
}
