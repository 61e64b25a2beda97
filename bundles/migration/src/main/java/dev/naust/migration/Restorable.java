package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.RollbackPlan.Change;
import dev.naust.api.store.Store;
import dev.naust.migration.rollback.UndoLog;
import dev.naust.migration.rollback.UndoLog.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What can be put back in one collection that the target had before a run, and what came after the run. For one thread. */
final class Restorable {
    private static final int NAMED = 20;

    private final CollectionPlan collection;
    private final boolean mayLose;
    private final CanonicalForm form = new CanonicalForm();
    private final Later changed = new Later();
    private final Later removed = new Later();
    private long entries;
    private long restored;
    private long added;
    private long gone;

    /** @param mayLose whether the target loses records by itself, so that one that is gone was not removed by anybody */
    Restorable(CollectionPlan collection, boolean mayLose) {
        this.collection = collection;
        this.mayLose = mayLose;
    }

    /** Some of the records that came after a run: all are counted, the first are named. */
    private static final class Later {
        private final List<String> named = new ArrayList<>();
        private long count;

        void add(RecordKey key) {
            if (count++ < NAMED) {
                named.add(key.toString());
            }
        }

        String keys() {
            return String.join("; ", named) + (count > named.size() ? " …" : "");
        }
    }

    /** Whether a run left a record as it was, so that nothing is to be put back. */
    static boolean isUntouched(CanonicalForm form, Entry entry) {
        return !entry.after().isEmpty()
                && entry.before()
                        .filter(body -> hash(form, body).equals(entry.after()))
                        .isPresent();
    }

    /** Looks at all that a run changed there. */
    void look(UndoLog log, Store target) throws InterruptedException {
        Schema schema = collection.there().orElseThrow();
        log.read(target, collection.target(), some -> {
            Map<RecordKey, Document> now = now(target, schema, some);
            for (Entry entry : some) {
                entries++;
                if (!isUntouched(form, entry)) {
                    judge(entry, now);
                }
            }
        });
    }

    private void judge(Entry entry, Map<RecordKey, Document> now) {
        Document body = now.get(entry.key());
        boolean wasThere = entry.before().isPresent();
        if (body == null && !wasThere) {
            gone++;
            return;
        }
        if (wasThere) {
            restored++;
        } else {
            added++;
        }
        if (body == null) {
            gone++;
            if (!mayLose && !entry.after().isEmpty()) {
                removed.add(entry.key());
            }
        } else if (!entry.after().isEmpty()
                && !entry.after().equals(hash(form, body))
                && !entry.before().filter(body::equals).isPresent()) {
            changed.add(entry.key());
        }
    }

    private static Map<RecordKey, Document> now(Store store, Schema schema, List<Entry> entries)
            throws InterruptedException {
        Map<RecordKey, Document> found = new HashMap<>();
        List<RecordKey> keys = entries.stream().map(Entry::key).toList();
        for (DataRecord each : store.lookup().orElseThrow().findAllAs(schema, keys)) {
            found.put(RecordKey.from(each.body(), schema.key()), each.body());
        }
        return found;
    }

    private static String hash(CanonicalForm form, Document body) {
        return HexFormat.of().formatHex(form.hash(body));
    }

    /** @param numbering what becomes of what gives out numbers there */
    Change change(List<String> numbering) {
        return new Change(collection.target().toString(), false, restored, added, gone, numbering);
    }

    /**
     * What speaks against it.
     *
     * @param written how many records the run says to have added or changed; 0 where it does not
     */
    List<String> against(long written) {
        List<String> lines = new ArrayList<>();
        if (changed.count > 0) {
            lines.add(Counted.records(changed.count) + " of " + collection.target() + " "
                    + (changed.count == 1 ? "was" : "were") + " changed after the run: " + changed.keys()
                    + ". Save what came later, or roll back with force, which loses it");
        }
        if (removed.count > 0) {
            lines.add(Counted.records(removed.count) + " of " + collection.target() + " that the run changed "
                    + (removed.count == 1 ? "was" : "were") + " removed after it: " + removed.keys()
                    + ". Rolling back with force brings back what was there before the run");
        }
        boolean isKeyed = !collection.there().orElseThrow().key().isEmpty();
        if (isKeyed && entries < written && (mayLose || entries == 0)) {
            lines.add("The target has lost what " + Counted.records(written - entries) + " of " + collection.target()
                    + " held before the run (its own collection " + UndoLog.NAME
                    + "): take that from a backup, or roll back with force, which leaves them as they are");
        }
        return lines;
    }
}
