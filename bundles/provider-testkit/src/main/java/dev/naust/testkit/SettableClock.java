package dev.naust.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock in UTC that stands still until it is moved, on or back. */
public final class SettableClock extends Clock {
    private volatile Instant now;

    /** Shows a Saturday's noon. */
    public SettableClock() {
        this(Instant.parse("2026-11-21T12:00:00Z"));
    }

    public SettableClock(Instant now) {
        this.now = now;
    }

    /** Moves it on, or back where the time is negative. */
    public void move(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
