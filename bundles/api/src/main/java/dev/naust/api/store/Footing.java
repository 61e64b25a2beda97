package dev.naust.api.store;

import dev.naust.api.model.DatasetId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a store can say, before anything is moved, of whether it would let itself be read and written. Nothing here changes the
 * store. What it does not know of it does not tell, so that silence is no promise. Safe for use by several threads.
 */
@ConsumerType
public interface Footing {

    /** How many bytes more it has room for; empty where it cannot tell. */
    default OptionalLong room() throws InterruptedException {
        return OptionalLong.empty();
    }

    /**
     * Why collections could not be read, each reason in a sentence; empty when nothing is known against it.
     *
     * @throws StoreException when the store does not answer
     */
    default List<String> againstReading(List<DatasetId> collections) throws InterruptedException {
        return List.of();
    }

    /**
     * Why a reader may not be shown all records of a collection, in sentences with the next step; empty when nothing is known of
     * that. What it hides can neither be copied nor compared.
     *
     * @throws StoreException when the store does not answer
     */
    default Optional<String> hiding(DatasetId collection) throws InterruptedException {
        return Optional.empty();
    }

    /**
     * What lies in it that belongs to no collection, so that a migration of all of them leaves it behind, each in a sentence; empty
     * when nothing is known of such things.
     *
     * @throws StoreException when the store does not answer
     */
    default List<String> leftBehind() throws InterruptedException {
        return List.of();
    }

    /**
     * Why it may lose records by itself that it was given, each reason in a sentence; empty when nothing is known of that. Then a
     * record that is gone was removed by somebody.
     *
     * @throws StoreException when the store does not answer
     */
    default List<String> losses() throws InterruptedException {
        return List.of();
    }

    /**
     * Why it could not be written to, each reason in a sentence; empty when nothing is known against it.
     *
     * @param there collections that records would be written into
     * @param making whether collections would be made, too
     * @throws StoreException when the store does not answer
     */
    List<String> againstWriting(List<DatasetId> there, boolean making) throws InterruptedException;
}
