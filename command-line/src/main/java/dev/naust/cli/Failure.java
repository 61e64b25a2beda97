package dev.naust.cli;

import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a person what went wrong, without a stack trace; the log has that. */
final class Failure {
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    private Failure() {}

    /** Prints the failure and returns the exit code that it stands for. */
    static int report(Exception failure, PrintStream err) {
        if (failure instanceof StoreException known) {
            err.println("naust: " + known.getMessage());
            LOG.debug("The command failed", failure);
            return known.code() == ServiceError.ENDPOINT_UNKNOWN || known.code() == ServiceError.OPTION_UNSUPPORTED
                    ? USAGE
                    : FAILED;
        }
        if (failure instanceof Refusal refusal) {
            err.println("naust: " + refusal.getMessage());
            return refusal.exitCode();
        }
        if (failure instanceof InvalidConfigException invalid) {
            err.println("naust: " + invalid.getMessage());
            return USAGE;
        }
        if (failure instanceof InterruptedException) {
            err.println("naust: interrupted; what was made so far has been removed from the target");
            return FAILED;
        }
        LOG.error("The command failed in a way that nobody foresaw", failure);
        err.println(
                "naust: something failed that should not: " + failure + ". The log has the details; please report it");
        return FAILED;
    }
}
