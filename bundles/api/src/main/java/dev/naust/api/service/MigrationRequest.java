package dev.naust.api.service;

import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to migrate.
 *
 * @param collections the names of the source's collections to take, as the source lists them; empty takes all
 * @param reshapes how collections are changed on their way, by the same names
 */
public record MigrationRequest(
        Endpoint source, Endpoint target, List<String> collections, Options options, Map<String, Reshape> reshapes) {
    public MigrationRequest {
        collections = List.copyOf(collections);
        reshapes = Map.copyOf(reshapes);
    }

    /** A request that changes nothing on the way. */
    public MigrationRequest(Endpoint source, Endpoint target, List<String> collections, Options options) {
        this(source, target, collections, options, Map.of());
    }

    /** The same at another pace. */
    public MigrationRequest withPace(long recordsPerSecond) {
        Limits limits = options.limits();
        return new MigrationRequest(
                source,
                target,
                collections,
                options.within(new Limits(limits.rejects(), limits.retries(), recordsPerSecond)),
                reshapes);
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

    /** What happens to a record whose key the target has already. */
    public enum Conflict {
        /** Nothing is started when a collection holds records; one that comes later is a reject. */
        FAIL,
        /** The target's record stays as it is; records that are missing there are added. */
        SKIP,
        /** The source's record takes its place. Columns of a table that the source does not have stay as they are. */
        OVERWRITE,
        /** The source's fields that are not null take their places; all other fields stay as they are. */
        MERGE,
        /** The target's record stays until somebody has decided; records that are missing there are added. */
        INTERACTIVE
    }

    /** What happens to fields that the target does not hold exactly. */
    public enum Lossy {
        /** A value that would change is a reject. */
        REJECT,
        /** Such fields become text, which holds every value, and so do fields with values that a look finds to be refused. */
        AS_TEXT
    }

    /** When records are looked at, besides the proof when all is there. */
    public enum Look {
        /** Before anything is written every record is read and converted; where one does not fit, nothing is begun. */
        BEFORE,
        /** What was written of a chunk is looked up and compared before the next one; only on a server. */
        DURING
    }

    /**
     * How to migrate.
     *
     * @param batchSize records in a batch, 1 to 100,000
     * @param validate whether the target is read back and compared when all is there
     * @param continueOnError whether rejected records are left out and the rest is kept; else a reject undoes everything
     * @param parallelism collections at a time; 0 chooses by the machine
     * @param skipExisting whether collections that are in the target already are left out, whole
     * @param backupFirst whether the target is backed up before anything is written
     * @param limits what holds a run back or stops it
     * @param follow whether the run, once all is copied, goes on to carry over what changes in the source, until the target
     *     takes the source's place or the run is cancelled; only on a server
     * @param looks when records are looked at besides
     */
    public record Options(
            Conflict conflict,
            int batchSize,
            boolean validate,
            boolean continueOnError,
            int parallelism,
            boolean skipExisting,
            boolean backupFirst,
            Lossy lossy,
            Limits limits,
            boolean follow,
            Set<Look> looks) {
        public Options {
            looks = Set.copyOf(looks);
        }

        /** Options of a run that ends when all is copied. */
        public Options(
                Conflict conflict,
                int batchSize,
                boolean validate,
                boolean continueOnError,
                int parallelism,
                boolean skipExisting,
                boolean backupFirst,
                Lossy lossy,
                Limits limits) {
            this(
                    conflict,
                    batchSize,
                    validate,
                    continueOnError,
                    parallelism,
                    skipExisting,
                    backupFirst,
                    lossy,
                    limits,
                    false,
                    Set.of());
        }

        /** The same, and the run follows the source. */
        public Options following() {
            return with(limits, true, looks);
        }

        /** The same with other limits. */
        public Options within(Limits other) {
            return with(other, follow, looks);
        }

        /** The same, and records are looked at besides. */
        public Options looking(Set<Look> at) {
            return with(limits, follow, at);
        }

        private Options with(Limits bounds, boolean follows, Set<Look> at) {
            return new Options(
                    conflict,
                    batchSize,
                    validate,
                    continueOnError,
                    parallelism,
                    skipExisting,
                    backupFirst,
                    lossy,
                    bounds,
                    follows,
                    at);
        }

        /** Options without those that few need. */
        public Options(Conflict conflict, int batchSize, boolean validate, boolean continueOnError, int parallelism) {
            this(
                    conflict,
                    batchSize,
                    validate,
                    continueOnError,
                    parallelism,
                    false,
                    false,
                    Lossy.REJECT,
                    Limits.none());
        }

        /** The options of a request that names none. */
        public static Options defaults() {
            return new Options(Conflict.FAIL, 2_000, true, false, 0);
        }
    }

    /**
     * What holds a run back or stops it.
     *
     * @param rejects with {@code continueOnError}, after how many rejects a run stops all the same; 0 never
     * @param retries how often work that failed for a reason that may pass is tried again
     * @param recordsPerSecond read from the source, all collections together; 0 is as fast as it goes
     */
    public record Limits(long rejects, int retries, long recordsPerSecond) {
        /** Nothing holds back; work that failed is tried again three times. */
        public static Limits none() {
            return new Limits(0, 3, 0);
        }
    }

    /**
     * How one collection is changed on its way.
     *
     * @param to its name in the target; empty keeps the name
     * @param where which records are taken, by the source's fields; a text stands for what its field holds
     * @param fields what happens to fields, by the source's names; a constant may be for a field that the source does not have
     * @param flatten which lists and objects in its records become collections of their own
     * @param nest which other collections go into its records
     */
    public record Reshape(
            Optional<String> to,
            Optional<Filter> where,
            Map<String, FieldChange> fields,
            List<Flatten> flatten,
            List<Nest> nest) {
        public Reshape {
            fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            flatten = List.copyOf(flatten);
            nest = List.copyOf(nest);
        }

        /** Changes of records that stay what they are. */
        public Reshape(Optional<String> to, Optional<Filter> where, Map<String, FieldChange> fields) {
            this(to, where, fields, List.of(), List.of());
        }

        /** Changes nothing. */
        public static Reshape none() {
            return new Reshape(Optional.empty(), Optional.empty(), Map.of());
        }
    }

    /**
     * A list or an object in each record of a collection, which becomes a collection of its own with a reference to the record
     * that it was in.
     *
     * @param field the list or the object
     * @param to the new collection's name, before its own changes; empty is the collection's and the field's name
     * @param parent the fields that hold the key of the record that an item was in; empty names them after that collection
     * @param position the field that holds an item's place in its list, from 1; empty is {@code position}
     * @param key fields of the items that are the key, so that there is no place; empty makes a key of the other two
     */
    public record Flatten(
            String field, Optional<String> to, List<String> parent, Optional<String> position, List<String> key) {
        public Flatten {
            parent = List.copyOf(parent);
            key = List.copyOf(key);
        }

        /** With the names that follow from the field. */
        public static Flatten of(String field) {
            return new Flatten(field, Optional.empty(), List.of(), Optional.empty(), List.of());
        }
    }

    /**
     * Another collection, whose records become a list in the records that they refer to; an object where each refers to one of
     * its own.
     *
     * @param collection whose records go in; it is no collection of its own then
     * @param as the list's field; empty is that collection's name, without the outer one's before it
     * @param by the fields that hold the outer record's key; empty takes its only reference there
     * @param position the field by which the list is sorted, which does not go in; empty looks for one that flattening made
     * @param omitNulls whether a null goes in as a field that is missing
     * @param most records in one list; a longer one stops the migration
     */
    public record Nest(
            String collection,
            Optional<String> as,
            List<String> by,
            Optional<String> position,
            boolean omitNulls,
            int most) {
        /** How long a list may be where nobody says. */
        public static final int MOST = 10_000;

        public Nest {
            by = List.copyOf(by);
        }

        /** Along the only reference. */
        public static Nest of(String collection) {
            return new Nest(collection, Optional.empty(), List.of(), Optional.empty(), false, MOST);
        }
    }

    /**
     * What happens to a field.
     *
     * @param to its name in the target; empty keeps the name
     * @param nullable whether it may hold null, over what was declared or inferred; a null that may not be is a reject
     */
    public record FieldChange(Optional<String> to, Optional<Transform> transform, Optional<Boolean> nullable) {
        /** A change that leaves open what the source says of nulls. */
        public FieldChange(Optional<String> to, Optional<Transform> transform) {
            this(to, transform, Optional.empty());
        }
    }

    /** How values of a field are changed. A null stays a null, except in a constant. */
    public sealed interface Transform {
        /** Another kind; a value that cannot be said exactly in it is a reject. */
        record Cast(Kind kind) implements Transform {}

        /** The same value for every record. */
        record Constant(Value value) implements Transform {}

        /** The field is left behind. */
        record Drop() implements Transform {}

        /** All but so many characters at the start and at the end become {@code *}. */
        record Mask(int first, int last) implements Transform {}

        /**
         * A keyed hash (HMAC-SHA-256, in hexadecimal): equal values stay equal. This is pseudonymisation, not anonymisation:
         * whoever has the key can tell whether a value is somebody's.
         */
        record Hash() implements Transform {}
    }
}
