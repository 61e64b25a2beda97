package dev.naust.mongodb.copy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frees what the server holds for somebody who is done: a failure then only means that the server frees it later by itself. */
final class Quietly {
    private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

    private Quietly() {}

    static void close(AutoCloseable open) {
        run("close a cursor", open::close);
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Runs the work also on a thread that is interrupted, which stays interrupted. */
    static void run(String what, Work work) {
        boolean interrupted = Thread.interrupted();
        try {
            work.run();
        } catch (Exception e) {
            LOG.debug("Could not {}", what, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
