package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The versions that a store's structure goes through: files in {@code config/schema/<store>}, named as Flyway names them, and
 * the history that the store keeps of them in a table of Flyway's form. Safe for use by several threads.
 */
@ProviderType
public interface SchemaVersions {

    /**
     * Which versions there are and how each stands.
     *
     * @throws StoreException when the store is not there or cannot be read ({@code store.unsupported} when it takes no
     *     scripts), or when a file's name cannot be understood ({@code schema.blocked})
     */
    Status status(String store) throws InterruptedException;

    /** What would be done, without doing it. */
    Plan plan(String store, Wanted wanted) throws InterruptedException;

    /**
     * Starts doing it, as a run of the server.
     *
     * @throws StoreException when the plan has blockers ({@code schema.blocked}), or another runner is at it ({@code
     *     schema.busy})
     */
    Run start(String store, Wanted wanted) throws InterruptedException;

    /** What is wanted. */
    enum Action {
        /** Run what is due. */
        MIGRATE,
        /** Take back the last version, or all above a target, by the files that begin with U. */
        UNDO,
        /** Say that a store that was made without this is at a version already. */
        BASELINE,
        /** Forget failed attempts and take the files' checksums as they are now. */
        REPAIR
    }

    /**
     * What is wanted, and how.
     *
     * @param target the version to go to; empty for the last one, or for undoing one
     * @param outOfOrder whether files below the current version that were never run are run too
     */
    record Wanted(Action action, Optional<String> target, boolean outOfOrder) {}

    /** How a file stands. */
    enum State {
        PENDING,
        APPLIED,
        FAILED,
        /** It was applied, and the file has another content now. */
        CHANGED,
        /** It was applied, and the file is gone. */
        MISSING,
        /** It was never run, and a higher version was. */
        OUT_OF_ORDER,
        /** The baseline stands for it. */
        BELOW_BASELINE,
        BASELINE,
        /** It was applied and taken back; it is due again. */
        UNDONE
    }

    /**
     * One version, or one file that is run whenever it changes.
     *
     * @param version empty for a repeatable file
     * @param script the file, by its path in the store's folder
     * @param checksum of the file as it is, or else as it was
     * @param installedOn as the store wrote it; empty when it was not run
     * @param milliseconds how long it took
     * @param undo whether there is a file that takes it back
     */
    record Version(
            Optional<String> version,
            String description,
            String script,
            State state,
            OptionalInt checksum,
            String installedOn,
            String installedBy,
            OptionalInt milliseconds,
            boolean undo) {}

    /**
     * How a store stands.
     *
     * @param folder where its files are expected
     * @param current the highest version that was applied; empty before the first
     * @param versions in their order, repeatable files last
     * @param drift where files or structure are not what the last run left, one sentence each
     */
    record Status(String store, String folder, Optional<String> current, List<Version> versions, List<String> drift) {
        public Status {
            versions = List.copyOf(versions);
            drift = List.copyOf(drift);
        }
    }

    /**
     * A file that will be run.
     *
     * @param transactional whether it happens whole or not at all
     * @param note what to know before; empty where there is nothing
     */
    record Step(
            Optional<String> version,
            String description,
            String script,
            boolean transactional,
            List<String> statements,
            String note) {
        public Step {
            statements = List.copyOf(statements);
        }
    }

    /**
     * What would be done.
     *
     * @param blockers why it will not be done, one sentence each; empty when it can be
     */
    record Plan(String store, Action action, List<Step> steps, List<String> warnings, List<String> blockers) {
        public Plan {
            steps = List.copyOf(steps);
            warnings = List.copyOf(warnings);
            blockers = List.copyOf(blockers);
        }

        /** Whether nothing speaks against it. */
        public boolean canProceed() {
            return blockers.isEmpty();
        }
    }
}
