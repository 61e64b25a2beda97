package dev.naust.migration;

import dev.naust.api.model.ContentHash;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.Pump.Copied;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * How the pieces of a migration are done, and what becomes of the target when it ends early. Safe for use by several threads:
 * pieces of different collections are done at the same time.
 */
interface Conduct {

    /**
     * Looks, before anything is written, whether what was planned still holds.
     *
     * @throws StoreException when it does not, with what differs
     */
    void begin() throws InterruptedException;

    /**
     * Looks, when everything is copied, whether what was planned held until the end.
     *
     * @throws StoreException when it did not, with what differs
     */
    void end() throws InterruptedException;

    /** Does one change of the target's structure. */
    void apply(SchemaStep step) throws InterruptedException;

    /** Makes a reference without looking at the records that are there, in the place of the step that would look at them. */
    void applyUnchecked(SchemaStep reference) throws InterruptedException;

    /**
     * Does several changes at once, where that can be.
     *
     * @return false when they are to be done one by one
     */
    boolean applyTogether(List<SchemaStep> steps) throws InterruptedException;

    /**
     * Copies the records of one collection.
     *
     * @throws StoreException when a store fails
     */
    Copied copy(CollectionPlan each) throws InterruptedException;

    /**
     * Moves the records of one collection among those that the target holds already.
     *
     * @throws StoreException when a store fails
     */
    Meeting.Met meet(CollectionPlan each) throws InterruptedException;

    /** The content of a collection as the target holds it. */
    ContentHash readBack(CollectionPlan each) throws InterruptedException;

    /** Why the source may have more records than it shows; empty when nothing is known of that. */
    Optional<String> hiding(CollectionPlan each) throws InterruptedException;

    /**
     * What to say of records of the source that have one key in a collection that the target had before, when what it holds is
     * what the policy makes of them; empty when it is not, or there are none.
     *
     * @param rejected how many records did not arrive
     */
    Optional<String> repeats(CollectionPlan each, long rejected) throws InterruptedException;

    /** The run cannot go on, because a store failed or somebody stopped it; returns a sentence on what is in the target now. */
    String stop();

    /** What was written must not stay; returns a sentence on what is in the target now. */
    String undo();

    /** The records of a collection that the run made which are not what was read, each in a sentence; some of them. */
    List<String> differences(CollectionPlan each) throws InterruptedException;
}
