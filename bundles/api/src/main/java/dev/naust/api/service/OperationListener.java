package dev.naust.api.service;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service that is told of every operation of the ports over a named store, when it has ended. Thread-safe; it is
 * called on the thread of whoever asked for the operation, so it must be quick and must not fail.
 */
@ConsumerType
public interface OperationListener {

    /** An operation has ended. */
    void ended(Operation operation);

    /**
     * One operation.
     *
     * @param store the store's id
     * @param name what was done, such as {@code records.find} or {@code queue.dequeue}; one of a few dozen
     * @param outcome {@code ok}, or the category of its failure in small letters
     * @param time how long it took
     */
    record Operation(String store, String name, String outcome, Duration time) {}
}
