package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Text;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.store.Numbering;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.migration.rollback.UndoLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Keeps what gives out numbers in collections that the target had before (sequences) past the numbers that a run wrote, and puts
 * it back with the records.
 */
final class Numberings {
    private static final String FIELD = "field";
    private static final String PLACE = "place";

    /** Others draw numbers meanwhile, each of which brings it nearer to where it is to be. */
    private static final int TRIES = 10;

    private Numberings() {}

    /**
     * Moves those of a collection that are behind; never back. Doing it again changes nothing.
     *
     * @param undo where it is noted from where; empty when nobody rolls the run back
     * @param warn is told what could not be moved
     */
    static void advance(Store target, CollectionPlan each, Optional<UndoLog> undo, Consumer<String> warn)
            throws InterruptedException {
        SchemaEditing editing = target.schemaEditing().orElseThrow();
        Set<String> written = each.fields().stream().map(FieldPlan::target).collect(Collectors.toSet());
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            boolean all = true;
            for (Numbering numbering : editing.numberings(each.target(), written)) {
                if (!numbering.now().equals(numbering.due())) {
                    if (numbering.obstacle().isEmpty()) {
                        all &= move(target, editing, each.target(), numbering, undo);
                    } else if (attempt == 1) {
                        warn.accept(numbering.obstacle());
                    }
                }
            }
            if (all) {
                return;
            }
        }
        warn.accept("What gives out numbers for new records of " + each.target()
                + " is used all the time, and could not be moved past those that the run wrote: run it again for this"
                + " collection with the conflict policy SKIP when it is used less");
    }

    private static boolean move(
            Store target, SchemaEditing editing, DatasetId id, Numbering numbering, Optional<UndoLog> undo)
            throws InterruptedException {
        if (undo.isPresent()) {
            // Noted first: a server that dies in between finds it where it was, and moves it then.
            RecordKey key = RecordKey.of(FIELD, Text.of(numbering.field()));
            Document before = Document.empty().with(PLACE, Text.of(numbering.now()));
            undo.get().add(target, noted(id), List.of(new UndoLog.Entry(key, Optional.of(before), numbering.due())));
            undo.get().complete(target, noted(id), Map.of(key, numbering.due()));
        }
        return editing.moveNumbering(id, numbering.field(), numbering.now(), numbering.due());
    }

    /** Puts back what a run moved, where nobody used it since: a number that was given out must not come again. */
    static void restore(Store target, CollectionPlan each, UndoLog undo, Consumer<String> warn)
            throws InterruptedException {
        SchemaEditing editing = target.schemaEditing().orElseThrow();
        undo.read(target, noted(each.target()), entries -> {
            for (UndoLog.Entry entry : entries) {
                String field = text(entry.key().toDocument(), FIELD);
                String before = text(entry.before().orElseThrow(), PLACE);
                if (!editing.moveNumbering(each.target(), field, entry.after(), before)) {
                    elsewhere(editing, each.target(), field, before)
                            .forEach(one -> warn.accept(stays(one, each.target())));
                }
            }
        });
    }

    /** What {@link #restore} would do as things stand, one sentence for each that the run moved. */
    static List<String> foreseen(Store target, CollectionPlan each, UndoLog undo) throws InterruptedException {
        SchemaEditing editing = target.schemaEditing().orElseThrow();
        List<String> lines = new ArrayList<>();
        undo.read(target, noted(each.target()), entries -> {
            for (UndoLog.Entry entry : entries) {
                String field = text(entry.key().toDocument(), FIELD);
                String before = text(entry.before().orElseThrow(), PLACE);
                List<Numbering> moved = elsewhere(editing, each.target(), field, before);
                Optional<Numbering> untouched = moved.stream()
                        .filter(one -> one.now().equals(entry.after()))
                        .findFirst();
                if (untouched.isPresent()) {
                    lines.add(who(untouched.get(), each.target()) + " goes back to where it stood before the run");
                } else {
                    moved.forEach(one -> lines.add(stays(one, each.target())));
                }
            }
        });
        return lines;
    }

    private static List<Numbering> elsewhere(SchemaEditing editing, DatasetId id, String field, String before)
            throws InterruptedException {
        return editing.numberings(id, Set.of(field)).stream()
                .filter(one -> !one.now().equals(before))
                .toList();
    }

    private static String who(Numbering one, DatasetId collection) {
        return one.name() + ", which gives out the numbers of " + collection + "." + one.field() + ",";
    }

    private static String stays(Numbering one, DatasetId collection) {
        return who(one, collection)
                + " was used or moved after the run, and stays where it is: numbers that it has given"
                + " out must not come again";
    }

    /** Among the entries of records, under a name that no collection has. */
    private static DatasetId noted(DatasetId collection) {
        return DatasetId.of("numbers of " + collection);
    }

    private static String text(Document document, String name) {
        return ((Text) document.get(name).orElseThrow()).string();
    }
}
