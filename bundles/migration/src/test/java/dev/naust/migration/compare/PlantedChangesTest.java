package dev.naust.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Difference;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.RepairRequest.Side;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Over random collections with random changes planted in a copy: exactly those are found, and put right. */
class PlantedChangesTest {
    private static final Schema HERE = Schema.table(
            DatasetId.of("thing"),
            List.of(
                    Field.required("a", FieldType.of(Kind.INT64)),
                    Field.required("b", FieldType.of(Kind.TEXT)),
                    Field.of("v", FieldType.of(Kind.TEXT))),
            List.of("a", "b"));

    /** The same in another order, with a wider number. */
    private static final Schema THERE = Schema.table(
            DatasetId.of("thing"),
            List.of(
                    Field.of("v", FieldType.of(Kind.TEXT)),
                    Field.required("b", FieldType.of(Kind.TEXT)),
                    Field.required("a", FieldType.of(Kind.DECIMAL))),
            List.of("a", "b"));

    private static Document here(int key, String value) {
        return Document.of(HERE.layout(), new Value[] {Value.int64(key / 3), Value.text("k" + key), Value.text(value)});
    }

    private static Document there(int key, String value) {
        Value number = new Value.Decimal(java.math.BigDecimal.valueOf(key / 3).setScale(2));
        return Document.of(THERE.layout(), new Value[] {Value.text(value), Value.text("k" + key), number});
    }

    @Property(tries = 60)
    void exactlyThePlantedChangesAreFoundAndPutRight(
            @ForAll @Size(max = 120) Set<@IntRange(max = 400) Integer> keys,
            @ForAll @Size(max = 12) List<@IntRange(max = 400) Integer> touched,
            @ForAll boolean deleteExtra)
            throws InterruptedException {
        Map<Integer, String> source = new TreeMap<>();
        keys.forEach(key -> source.put(key, "value " + key));
        Map<Integer, String> target = new TreeMap<>(source);
        for (int key : touched) {
            if (!target.containsKey(key)) {
                target.put(key, "new");
            } else if (key % 2 == 0) {
                target.put(key, target.get(key) + " ");
            } else {
                target.remove(key);
            }
        }
        Set<String> planted = new TreeSet<>();
        Set<Integer> all = new TreeSet<>(source.keySet());
        all.addAll(target.keySet());
        for (int key : all) {
            if (!target.containsKey(key)) {
                planted.add("MISSING k" + key);
            } else if (!source.containsKey(key)) {
                planted.add("EXTRA k" + key);
            } else if (!source.get(key).equals(target.get(key))) {
                planted.add("DIFFERENT k" + key);
            }
        }
        try (Shelf shelf = new Shelf(HERE, THERE)) {
            Shelf.write(shelf.left, WriteRequest.insert(HERE), documents(source, PlantedChangesTest::here));
            Shelf.write(shelf.right, WriteRequest.insert(THERE), documents(target, PlantedChangesTest::there));

            ComparisonReport report = shelf.compare();

            ComparisonReport.Collection thing = report.collections().get(0);
            assertThat(named(thing.differences())).isEqualTo(planted);
            assertThat(thing.differing()).isEqualTo(planted.size());
            assertThat(report.verdict()).isEqualTo(planted.isEmpty() ? Verdict.IDENTICAL : Verdict.DIFFERENT);
            assertThat(thing.sourceHash().equals(thing.targetHash())).isEqualTo(planted.isEmpty());

            RepairReport dry = shelf.repair(report, new RepairRequest(Side.TARGET, deleteExtra, true));
            assertThat(dry.succeeded()).isTrue();
            assertThat(shelf.compare().collections().get(0).differences()).isEqualTo(thing.differences());

            RepairReport done = shelf.repair(report, new RepairRequest(Side.TARGET, deleteExtra, false));
            long extra =
                    planted.stream().filter(each -> each.startsWith("EXTRA")).count();
            long expected = deleteExtra ? planted.size() : planted.size() - extra;
            assertThat(done.leftovers()).isEmpty();
            assertThat(done.succeeded()).isTrue();
            assertThat(done.inserted() + done.replaced() + done.deleted()).isEqualTo(expected);
            assertThat(dry.inserted() + dry.replaced() + dry.deleted()).isEqualTo(expected);
            ComparisonReport.Collection after = shelf.compare().collections().get(0);
            assertThat(after.differing()).isEqualTo(deleteExtra ? 0 : extra);
            assertThat(after.sourceHash()).isEqualTo(thing.sourceHash());
        }
    }

    private interface Form {
        Document of(int key, String value);
    }

    private static List<Document> documents(Map<Integer, String> rows, Form form) {
        List<Document> documents = new ArrayList<>();
        new LinkedHashMap<>(rows).forEach((key, value) -> documents.add(form.of(key, value)));
        return documents;
    }

    private static Set<String> named(List<Difference> differences) {
        Set<String> names = new TreeSet<>();
        differences.forEach(
                each -> names.add(each.kind() + " " + each.key().get("b").orElseThrow()));
        return names;
    }
}
