package dev.naust.api.store;

import dev.naust.api.model.Structure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A store's structure as a whole: read from its catalogue, and changed by statements of its own language. */
@ConsumerType
public interface Structures {

    /**
     * Reads everything that the catalogue declares, in one state of it; what belongs to the technology or to the server is
     * left out.
     */
    Structure read() throws InterruptedException;

    /** The sources of numbers that go with no column, without reading anything else; none where a technology has none. */
    default List<Structure.Sequence> unownedSequences() throws InterruptedException {
        return List.of();
    }

    /**
     * Works on one session, which nobody else uses meanwhile and which ends with the work: what is not committed then is
     * undone, locks are given back.
     *
     * @return what the work returned
     */
    <T> T inSession(Work<T> work) throws InterruptedException;

    /** What happens in a session. */
    @FunctionalInterface
    interface Work<T> {
        T run(Session session) throws InterruptedException;
    }

    /** A session. Outside of a transaction each statement is kept at once. For one thread. */
    @ConsumerType
    interface Session {

        /** Begins a transaction, in which this store can undo changes of its structure too. */
        void begin() throws InterruptedException;

        void commit() throws InterruptedException;

        void rollback() throws InterruptedException;

        /**
         * Runs one statement, word for word.
         *
         * @throws StoreException with the store's own words when it refuses
         */
        void execute(String statement, Duration timeout) throws InterruptedException;

        /**
         * Asks one question whose answer is small.
         *
         * @return the rows by column name, every value as text; a null is left out
         */
        List<Map<String, String>> ask(String question) throws InterruptedException;

        /**
         * Takes a lock that keeps out other sessions, of other programs too, until this one ends.
         *
         * @param number the lock's name
         * @return whether it was free
         */
        boolean lock(long number) throws InterruptedException;
    }
}
