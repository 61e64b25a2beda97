package dev.naust.migration.compare;

import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.ComparisonReport.Difference;
import dev.naust.api.service.ComparisonReport.FieldDifference;
import dev.naust.api.service.Pump;
import dev.naust.api.store.Store;
import dev.naust.migration.Counted;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names the records in which a migrated collection is not what was read, for a proof that did not hold. */
public final class Proof {
    private static final int NAMED = 20;

    private Proof() {}

    /**
     * Compares a collection that was copied with what it was copied from.
     *
     * @param readAs the source's fields as the plan read them
     * @param writeAs the target's fields, matched by position
     * @return a sentence for each of the first differing records, and one that counts all
     */
    public static List<String> differences(Pump pump, Store source, Schema readAs, Store target, Schema writeAs)
            throws InterruptedException {
        Schema common =
                new Schema(writeAs.id(), Shape.TABLE, writeAs.fields(), writeAs.key(), List.of(), List.of(), List.of());
        Couple couple = new Couple(
                new Side(source, readAs, readAs, readAs.key(), Optional.empty()),
                new Side(target, writeAs, writeAs, writeAs.key(), Optional.empty()),
                common,
                List.of());
        Outcome outcome = new CollectionComparison(
                        pump, couple, (chosen, kind, key, here, there) -> chosen < NAMED, new Unwatched())
                .compare();
        List<String> sentences = outcome.found().stream()
                .map(found -> sentence(writeAs, found.difference()))
                .collect(Collectors.toCollection(java.util.ArrayList::new));
        sentences.add(
                outcome.reason().isEmpty()
                        ? writeAs.id() + ": " + counts(outcome.missing(), outcome.extra(), outcome.different())
                        : outcome.reason());
        return sentences;
    }

    static String counts(long missing, long extra, long different) {
        return Counted.of(missing, "record is", "records are") + " missing, " + Counted.of(extra, "is", "are")
                + " extra, " + Counted.of(different, "is", "are") + " different";
    }

    private static String sentence(Schema where, Difference each) {
        String fields = each.fields().stream().map(Proof::field).collect(Collectors.joining("; "));
        return where.id() + " " + each.key() + " is "
                + switch (each.kind()) {
                    case MISSING -> "missing";
                    case EXTRA -> "there, but was not read";
                    case DIFFERENT -> "different: " + fields;
                };
    }

    private static String field(FieldDifference each) {
        return each.field() + " was " + each.source() + " and is " + each.target()
                + (each.note().isEmpty() ? "" : " (" + each.note() + ")");
    }

    private static final class Unwatched implements Passes.Watcher {
        @Override
        public void pass(String what, long records) {
            // The migration shows progress of its own.
        }

        @Override
        public void accept(long records) {
            // The migration shows progress of its own.
        }
    }
}
