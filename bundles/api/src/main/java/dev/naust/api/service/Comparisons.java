package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Comparing two stores at any time, down to the records and fields that differ, and putting only those right. Safe for use by
 * several threads.
 */
@ProviderType
public interface Comparisons {

    /** The kind of run that a comparison is. */
    String COMPARISON = "comparison";

    /** The kind of run that a repair is. */
    String REPAIR = "repair";

    /**
     * Compares on the calling thread. Reads both stores, writes nothing, in memory that does not grow with the data.
     *
     * @throws StoreException when a store cannot be opened or a named collection is not in the source; what fails later makes
     *     its collection UNVERIFIED
     */
    ComparisonReport compare(ComparisonRequest request, RunProgress watcher) throws InterruptedException;

    /**
     * Puts right on the calling thread what a comparison found. A record that is no longer as the comparison saw it is left.
     *
     * @param request what was compared
     * @param seen what was found
     * @throws StoreException when a store cannot be opened, another repair writes to the same one ({@code
     *     migration.in_progress}), or its data may not be there ({@code residency.violation})
     */
    RepairReport repair(ComparisonRequest request, RepairRequest wanted, ComparisonReport seen, RunProgress watcher)
            throws InterruptedException;

    /** Starts a comparison as a run of the server; the run succeeds also when the stores differ, and its report says so. */
    Run start(ComparisonRequest request);

    /**
     * Starts putting right what a comparison found, as a run of the server. A record that is no longer as the comparison saw it
     * is left.
     *
     * @param comparison the id of a finished comparison
     * @throws StoreException when there is no such comparison ({@code run.not_found}), it found nothing to put right, another
     *     run writes to the same store ({@code migration.in_progress}), or its data may not be there
     *     ({@code residency.violation})
     */
    Run repair(String comparison, RepairRequest request);

    /** The report of a finished comparison. */
    Optional<Kept<ComparisonReport>> report(String runId);

    /** The report of a finished repair. */
    Optional<Kept<RepairReport>> repaired(String runId);

    /**
     * A report as it is kept with its run.
     *
     * @param json its JSON text, whose UTF-8 bytes the hash is of
     * @param sha256 in hexadecimal; the audit log has the same
     */
    record Kept<T>(T report, String json, String sha256) {}
}
