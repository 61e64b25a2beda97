package dev.naust.runtime;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Sends what the framework itself has to say to the common log instead of to the console. */
final class FrameworkLog extends Logger {
    private final org.slf4j.Logger log = LoggerFactory.getLogger("org.apache.felix.framework");

    @Override
    protected void doLog(
            @Nullable Bundle bundle,
            @SuppressWarnings("rawtypes") @Nullable ServiceReference reference,
            int level,
            String message,
            @Nullable Throwable thrown) {
        log.atLevel(level(level))
                .setCause(thrown)
                .log(bundle == null ? "{}" : "{} ({})", message, bundle == null ? "" : bundle.getSymbolicName());
    }

    private static Level level(int level) {
        return switch (level) {
            case LOG_ERROR -> Level.ERROR;
            case LOG_WARNING -> Level.WARN;
            case LOG_INFO -> Level.DEBUG;
            default -> Level.TRACE;
        };
    }
}
