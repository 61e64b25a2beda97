package dev.naust.privacy.request;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Schema;
import dev.naust.privacy.find.Harbour;
import dev.naust.privacy.map.PersonalMap.Entry;
import dev.naust.privacy.map.PersonalMap.Join;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts collections in the order of their references: what refers to others goes before them. */
final class ErasureOrder {
    private final List<Entry> entries;
    private final Map<Entry, Set<Entry>> leadsTo = new HashMap<>();
    private final Set<Entry> ordered = new LinkedHashSet<>();
    private final Set<Entry> visiting = new HashSet<>();

    private ErasureOrder(List<Entry> entries) {
        this.entries = entries;
    }

    static List<Entry> of(List<Entry> entries, Harbour harbour) {
        ErasureOrder order = new ErasureOrder(entries);
        order.references(harbour);
        order.joins();
        entries.forEach(order::visit);
        List<Entry> parentsFirst = new ArrayList<>(order.ordered);
        java.util.Collections.reverse(parentsFirst);
        return parentsFirst;
    }

    private void references(Harbour harbour) {
        for (Entry entry : entries) {
            DatasetId id = harbour.collection(entry.store(), entry.collection());
            Schema schema = harbour.lease(entry.store()).store().describe(id);
            for (ForeignKey key : schema.foreignKeys()) {
                entries.stream()
                        .filter(other -> other.store().equals(entry.store()) && other.covers(key.target()))
                        .filter(other -> !other.equals(entry))
                        .forEach(other -> leads(entry).add(other));
            }
        }
    }

    /** What the store itself says of references goes before what the map says of finding. */
    private void joins() {
        for (Entry entry : entries) {
            for (Join join : entry.joins()) {
                entries.stream()
                        .filter(other -> other.store().equals(join.store())
                                && other.collection().equals(join.collection()))
                        .filter(other -> !other.equals(entry) && !leads(other).contains(entry))
                        .forEach(other -> leads(entry).add(other));
            }
        }
    }

    private Set<Entry> leads(Entry entry) {
        return leadsTo.computeIfAbsent(entry, none -> new LinkedHashSet<>());
    }

    private void visit(Entry entry) {
        if (ordered.contains(entry) || !visiting.add(entry)) {
            return;
        }
        leads(entry).forEach(this::visit);
        ordered.add(entry);
    }
}
