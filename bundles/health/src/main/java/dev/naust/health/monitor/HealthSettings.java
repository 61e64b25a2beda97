package dev.naust.health.monitor;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a store is watched: what its file says under {@code health}.
 *
 * @param interval from the end of a check to the next one
 * @param timeout how long a check may take
 * @param maxRetries how often a check that failed is tried again before the store counts as unhealthy
 * @param retryDelay before the first retry; each further one waits about twice as long
 * @param hold how long the store stays where it went, before it goes elsewhere by itself
 * @param comesHome whether it goes back to its own connection by itself
 */
record HealthSettings(
        Duration interval, Duration timeout, int maxRetries, Duration retryDelay, Duration hold, boolean comesHome) {
    static final HealthSettings STANDARD = new HealthSettings(
            Duration.ofSeconds(30), Duration.ofSeconds(5), 3, Duration.ofSeconds(5), Duration.ofSeconds(60), false);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofDays(365);

    /** The settings of a store's {@code health}; what it does not say is as usual. */
    static HealthSettings of(Document health) {
        return new HealthSettings(
                bounded(duration(health, "interval").orElse(STANDARD.interval)),
                bounded(duration(health, "timeout").orElse(STANDARD.timeout)),
                health.get("maxRetries")
                        .filter(Value.Int64.class::isInstance)
                        .map(number -> (int) ((Value.Int64) number).number())
                        .orElse(STANDARD.maxRetries),
                bounded(duration(health, "retryDelay").orElse(STANDARD.retryDelay)),
                duration(health, "hold").orElse(STANDARD.hold),
                text(health, "failback").filter("auto"::equals).isPresent());
    }

    private static Duration bounded(Duration wanted) {
        return wanted.compareTo(LEAST) < 0 ? LEAST : wanted.compareTo(MOST) > 0 ? MOST : wanted;
    }

    private static Optional<String> text(Document health, String name) {
        return health.get(name).filter(Text.class::isInstance).map(text -> ((Text) text).string());
    }

    private static Optional<Duration> duration(Document health, String name) {
        return text(health, name).map(FORM::matcher).filter(Matcher::matches).map(HealthSettings::duration);
    }

    private static Duration duration(Matcher form) {
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
