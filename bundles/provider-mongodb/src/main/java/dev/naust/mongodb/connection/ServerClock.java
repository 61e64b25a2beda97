package dev.naust.mongodb.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.bson.BsonDocument;

/**
 * The server's time, so that workers whose clocks differ agree on when a lease ends: asked now and then, and counted on from
 * there by a clock that cannot be set back. Safe for use by several threads.
 */
public final class ServerClock {
    private static final long GOOD_FOR = Duration.ofSeconds(30).toNanos();

    private final Deployment deployment;
    private Instant told = Instant.EPOCH;
    private long toldAt;

    public ServerClock(Deployment deployment) {
        this.deployment = deployment;
    }

    /** What time it is at the server, to a few milliseconds. */
    public synchronized Instant now() {
        long nanos = System.nanoTime();
        if (told.equals(Instant.EPOCH) || nanos - toldAt > GOOD_FOR) {
            BsonDocument answer = deployment.ask();
            Instant server = answer.containsKey("localTime")
                    ? Instant.ofEpochMilli(answer.getDateTime("localTime").getValue())
                    : Clock.systemUTC().instant();
            // Half of the way there and back has passed since the server looked at its clock.
            long now = System.nanoTime();
            told = server.plusNanos((now - nanos) / 2);
            toldAt = now;
            nanos = now;
        }
        return told.plusNanos(nanos - toldAt);
    }
}
