package dev.naust.api.store;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A configured, opened instance of a provider. Safe for use by several threads; readers and writers are not.
 *
 * <p>What a store can do beyond this is an optional facet, empty unless offered, and the same for the store's whole life.
 * Every method may throw {@link StoreException}, and after {@link #close()} every method but {@code close} does.
 */
@ConsumerType
public interface Store extends AutoCloseable {

    /**
     * Proves that the store answers, cheaply.
     *
     * @param timeout how long it may take
     * @throws StoreException when it does not answer in time or answers with an error
     */
    void check(Duration timeout);

    /** The collections, sorted by id; the technology's own catalogue is not among them. */
    List<Dataset> datasets();

    /**
     * What the store declares for a collection; a store without declarations infers from a sample.
     *
     * @throws StoreException of category USER when there is no such collection
     */
    Schema describe(DatasetId id);

    /**
     * What is needed to work with single records: fields and key as they are now. What hangs on the collection (indexes,
     * references, notes) may be left out or old, so that a store can answer from what it has seen before.
     *
     * @throws StoreException of category USER when there is no such collection
     */
    default Schema outline(DatasetId id) {
        return describe(id);
    }

    /** Starts reading a collection; the caller closes the reader. */
    RecordReader read(ReadRequest request);

    /**
     * How many records {@link #read} would hand out for a request. Without more it reads them; a store that can count where the
     * records lie does so, and its answer is the same.
     *
     * @throws StoreException of category USER when there is no such collection
     */
    default long count(ReadRequest request) throws InterruptedException {
        return Counting.byReading(this, request);
    }

    /**
     * A mark that is another one after any change to what the store holds, and may be another one without; cheap to ask for.
     * Empty where the technology tells nothing of the kind.
     *
     * @throws StoreException when the store fails
     */
    default Optional<String> changeMark() throws InterruptedException {
        return Optional.empty();
    }

    /** Starts writing to a collection that exists; the caller closes the writer. */
    RecordWriter write(WriteRequest request);

    /** How this technology would hold fields of another. */
    TypeMapper types();

    /** Finding single records by key. */
    default Optional<Lookup> lookup() {
        return Optional.empty();
    }

    /** Work that happens whole or not at all. */
    default Optional<Transactions> transactions() {
        return Optional.empty();
    }

    /** Making and removing collections. */
    default Optional<SchemaEditing> schemaEditing() {
        return Optional.empty();
    }

    /** Its structure as a whole. */
    default Optional<Structures> structures() {
        return Optional.empty();
    }

    /** Finding out what a loosely typed collection really holds. */
    default Optional<Profiling> profiling() {
        return Optional.empty();
    }

    /** Questions and commands in the store's own SQL. */
    default Optional<Sql> sql() {
        return Optional.empty();
    }

    /** Finding records by the words in them. */
    default Optional<Search> search() {
        return Optional.empty();
    }

    /** Telling others, now. */
    default Optional<Messages> messages() {
        return Optional.empty();
    }

    /** Files by path. */
    default Optional<StoredFiles> files() {
        return Optional.empty();
    }

    /** Following what changes. */
    default Optional<ChangeFeed> changeFeed() {
        return Optional.empty();
    }

    /** One consistent state to read from. */
    default Optional<Snapshots> snapshots() {
        return Optional.empty();
    }

    /** Clearing away what deleted records leave behind. */
    default Optional<Scrubbing> scrubbing() {
        return Optional.empty();
    }

    /** Telling this database from its copies and from others, for failover. */
    default Optional<Identity> identity() {
        return Optional.empty();
    }

    /** What it says, before anything is moved, of room and permissions. */
    default Optional<Footing> footing() {
        return Optional.empty();
    }

    /** Which records it would reject, told without writing them. */
    default Optional<Scrutiny> scrutiny() {
        return Optional.empty();
    }

    /** Queues of jobs that are not lost. */
    default Optional<Queue> queue() {
        return Optional.empty();
    }

    /** Whether a record that is written with a time at which it ends is removed here by itself, too. */
    default boolean keepsExpiry() {
        return false;
    }

    /**
     * Why this store does not offer a capability, and what would change that, in one sentence. Asked only where it does not.
     */
    default String without(Capability capability) {
        return "Stores of this type have no "
                + capability.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + "; use a store of another type";
    }

    /** Ends all readers and writers and frees everything that the store holds. A second call does nothing. */
    @Override
    void close();
}
