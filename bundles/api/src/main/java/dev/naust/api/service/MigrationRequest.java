package dev.naust.api.service;

import java.util.List;

/**
 * What to migrate.
 *
 * @param collections the names of the source's collections to take, as the source lists them; empty takes all
 */
public record MigrationRequest(Endpoint source, Endpoint target, List<String> collections, Options options) {
    public MigrationRequest {
        collections = List.copyOf(collections);
    }

    /** Which store. */
    public sealed interface Endpoint {
        /** A configured store. */
        record StoreId(String id) implements Endpoint {
            @Override
            public String toString() {
                return id;
            }
        }

        /** A command-line endpoint, which may hold a password. */
        record Address(String text) implements Endpoint {
            @Override
            public String toString() {
                return text.replaceFirst("://([^/@:]*):[^/@]*@", "://$1:********@");
            }
        }

        /** A store that the caller has open, such as a backup, and closes when the migration is over. */
        record Opened(StoreLease lease) implements Endpoint {
            @Override
            public String toString() {
                return lease.name();
            }
        }
    }

    /** What happens to collections that are there already. */
    public enum Conflict {
        FAIL,
        SKIP,
        OVERWRITE,
        MERGE,
        INTERACTIVE
    }

    /**
     * How to migrate.
     *
     * @param batchSize records in a batch, 1 to 100,000
     * @param validate whether the target is read back and compared
     * @param continueOnError whether rejected records are left out and the rest is kept; else a reject undoes everything
     * @param parallelism collections at a time; 0 chooses by the machine
     */
    public record Options(
            Conflict conflict, int batchSize, boolean validate, boolean continueOnError, int parallelism) {
        /** The options of a request that names none. */
        public static Options defaults() {
            return new Options(Conflict.FAIL, 2_000, true, false, 0);
        }
    }
}
