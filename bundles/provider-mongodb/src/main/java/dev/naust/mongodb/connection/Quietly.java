package dev.naust.mongodb.connection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frees what the server holds for somebody who is done: a failure then only means that the server frees it later by itself. */
public final class Quietly {
    private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

    private Quietly() {}

    /** Closes something that may fail. */
    public static void close(AutoCloseable open) {
        run("close a cursor", open::close);
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Runs the work also on a thread that is interrupted, which stays interrupted. */
    public static void run(String what, Work work) {
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
