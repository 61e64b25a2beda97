package dev.naust.console;

import java.time.Duration;

/**
 * How long the server waits for its clients.
 *
 * @param body in which a request's body must have arrived
 * @param file in which a file must have arrived and been looked at
 * @param heartbeat after which a silent event stream shows that it lives
 */
record Limits(Duration body, Duration file, Duration heartbeat) {
    static final Limits STANDARD = new Limits(Duration.ofSeconds(20), Duration.ofMinutes(10), Duration.ofSeconds(10));
}
