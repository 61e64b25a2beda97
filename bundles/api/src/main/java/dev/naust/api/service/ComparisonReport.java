package dev.naust.api.service;

import dev.naust.api.model.Document;
import java.time.Instant;
import java.util.List;

/**
 * What a comparison of two stores found. What could not be compared is UNVERIFIED, never valid.
 *
 * @param source the source's name, without secrets
 * @param target the target's name, without secrets
 * @param verdict IDENTICAL only when every collection is; DIFFERENT when any is
 * @param seconds the whole time
 */
public record ComparisonReport(
        String source,
        String target,
        Verdict verdict,
        Instant startedAt,
        double seconds,
        List<Collection> collections) {

    public ComparisonReport {
        collections = List.copyOf(collections);
    }

    /** Whether both sides are shown to hold the same. */
    public enum Verdict {
        IDENTICAL,
        DIFFERENT,
        /** Not compared, or not for certain; never to be taken for valid. */
        UNVERIFIED
    }

    /** The differing records of all collections. */
    public long differing() {
        return collections.stream().mapToLong(Collection::differing).sum();
    }

    /**
     * One collection.
     *
     * @param source its name in the source; empty when only the target has it
     * @param target its name in the target; empty when only the source has it
     * @param reason why it is UNVERIFIED, or what of its structure differs; empty where there is nothing to say
     * @param sourceRecords how many records were read from the source; negative when it was not read
     * @param targetRecords how many records were read from the target; negative when it was not read
     * @param sourceHash the content hash of the source's records in the form that both sides were compared in, in hexadecimal;
     *     empty when it was not computed
     * @param targetHash the same for the target
     * @param key the fields that tell records apart, by the target's names
     * @param fields what was compared, and as which kind of value
     * @param missing records of the source that the target does not have
     * @param extra records that only the target has
     * @param different records that both have, with other values
     * @param differences the first of them
     */
    public record Collection(
            String source,
            String target,
            Verdict verdict,
            String reason,
            long sourceRecords,
            long targetRecords,
            String sourceHash,
            String targetHash,
            List<String> key,
            List<ComparedField> fields,
            long missing,
            long extra,
            long different,
            List<Difference> differences) {

        public Collection {
            key = List.copyOf(key);
            fields = List.copyOf(fields);
            differences = List.copyOf(differences);
        }

        /** All records that differ. */
        public long differing() {
            return missing + extra + different;
        }
    }

    /** A pair of fields, and the kind that the values of both were compared as. */
    public record ComparedField(String source, String target, String comparedAs) {}

    /** How a record differs. */
    public enum Kind {
        /** Only the source has it. */
        MISSING,
        /** Only the target has it. */
        EXTRA,
        /** Both have it, with other values. */
        DIFFERENT
    }

    /**
     * A record that differs.
     *
     * @param key the key's fields and values, by the target's names
     * @param id the SHA-256 of the key's canonical form, in hexadecimal
     * @param sourceHash the SHA-256 of the source's record; empty when it has none
     * @param targetHash the SHA-256 of the target's record; empty when it has none
     * @param fields the fields that differ; of a missing or an extra record all of them
     * @param note what else is to be said of it; empty where there is nothing
     */
    public record Difference(
            Kind kind,
            Document key,
            String id,
            String sourceHash,
            String targetHash,
            List<FieldDifference> fields,
            String note) {
        public Difference {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A field that differs.
     *
     * @param source the source's value for people, text in quotes, invisible characters written out, long values cut around
     *     the first difference
     * @param target the target's value
     * @param note what kind of difference it is, such as another Unicode form; empty where nothing is known of it
     */
    public record FieldDifference(String field, String source, String target, String note) {}
}
