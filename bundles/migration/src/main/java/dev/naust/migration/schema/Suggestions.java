package dev.naust.migration.schema;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure.Column;
import dev.naust.api.model.Structure.Table;
import dev.naust.api.model.Value;
import dev.naust.api.service.SchemaComparisons.Rename;
import dev.naust.api.service.SchemaComparisons.Suggestion;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.migration.schema.Delta.Pair;
import dev.naust.migration.schema.Delta.TableDelta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what is missing here and extra there and may be the same under another name: by the values that both hold among
 * their first records, by the type, and by how alike the names are.
 */
final class Suggestions {
    /** So many records are looked at on each side, and of each value so many bytes of memory at most. */
    private static final int RECORDS = 500;

    private static final int LARGE = 4_096;
    private static final double LIKELY = 0.5;

    private final Store source;
    private final Store target;
    private final Delta delta;
    private final Map<DatasetId, Map<String, Set<Value>>> read = new HashMap<>();

    Suggestions(Store source, Store target, Delta delta) {
        this.source = source;
        this.target = target;
        this.delta = delta;
    }

    List<Suggestion> find() throws InterruptedException {
        List<Suggestion> found = new ArrayList<>(tables());
        for (TableDelta table : delta.tables()) {
            if (table.table().isBoth()) {
                found.addAll(columns(table));
            }
        }
        return best(found);
    }

    private List<Suggestion> tables() {
        List<Suggestion> found = new ArrayList<>();
        for (TableDelta missing : delta.tables()) {
            for (TableDelta extra : delta.tables()) {
                if (missing.table().isMissing() && extra.table().isExtra()) {
                    double shape = overlap(
                            names(missing.table().any()), names(extra.table().any()));
                    double name = likeness(missing.id().name(), extra.id().name());
                    double both = 0.7 * shape + 0.3 * name;
                    if (both >= LIKELY) {
                        found.add(new Suggestion(
                                new Rename(
                                        "", extra.id().toString(), missing.id().toString()),
                                rounded(both),
                                percent(shape) + " of their columns have the same name and type"));
                    }
                }
            }
        }
        return found;
    }

    private static Set<String> names(Table table) {
        return table.columns().stream()
                .map(column -> column.name() + " " + column.type().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private List<Suggestion> columns(TableDelta table) throws InterruptedException {
        List<Suggestion> found = new ArrayList<>();
        for (Pair<Column> missing : table.columns()) {
            for (Pair<Column> extra : table.columns()) {
                if (missing.isMissing() && extra.isExtra() && Matching.sameType(missing.any(), extra.any())) {
                    judge(table.id(), missing.any(), extra.any(), found);
                }
            }
        }
        return found;
    }

    private void judge(DatasetId table, Column missing, Column extra, List<Suggestion> found)
            throws InterruptedException {
        Set<Value> wanted =
                values(source, delta.source().table(table).orElseThrow(), true).getOrDefault(missing.name(), Set.of());
        Set<Value> had =
                values(target, delta.target().table(table).orElseThrow(), false).getOrDefault(extra.name(), Set.of());
        double name = likeness(missing.name(), extra.name());
        boolean telling = wanted.size() > 2 && had.size() > 2;
        double content = telling ? overlap(wanted, had) : 0;
        double both = telling ? Math.max(content, 0.5 * content + 0.5 * name) : 0.9 * name;
        if (both >= LIKELY) {
            String reason = telling && content > 0
                    ? percent(content) + " of the values among the first records are the same"
                    : "the type is the same and the names are alike";
            found.add(
                    new Suggestion(new Rename(table.toString(), extra.name(), missing.name()), rounded(both), reason));
        }
    }

    private Map<String, Set<Value>> values(Store store, Table table, boolean ofSource) throws InterruptedException {
        DatasetId cached = new DatasetId(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(ofSource ? "s" : "t"), table.id().path().stream())
                .toList());
        Map<String, Set<Value>> known = read.get(cached);
        if (known == null) {
            known = new HashMap<>();
            DatasetId id = ofSource || delta.renames().isEmpty() ? table.id() : named(table.id());
            try (RecordReader reader =
                    store.read(ReadRequest.of(id).atMost(RECORDS).streamingAbove(LARGE))) {
                for (DataRecord each : reader.next(RECORDS, 4L << 20).records()) {
                    for (Map.Entry<String, Value> field : each.body().toMap().entrySet()) {
                        if (field.getValue() != Value.Null.NULL) {
                            known.computeIfAbsent(field.getKey(), none -> new HashSet<>())
                                    .add(field.getValue());
                        }
                    }
                }
            }
            read.put(cached, known);
        }
        return known;
    }

    /** The name that the table still has in the target. */
    private DatasetId named(DatasetId id) {
        return delta.renames().stream()
                .filter(rename -> rename.collection().isEmpty() && Matching.means(rename.to(), id))
                .findFirst()
                .map(rename ->
                        Renaming.id(id, rename.from().substring(rename.from().lastIndexOf('.') + 1)))
                .orElse(id);
    }

    private static <T> double overlap(Set<T> a, Set<T> b) {
        long common = a.stream().filter(b::contains).count();
        return a.isEmpty() || b.isEmpty() ? 0 : common / (double) Math.max(a.size(), b.size());
    }

    /** From 0 to 1: how much of two names is the same, by the fewest changes of one letter that make one of the other. */
    static double likeness(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT).replace("_", "");
        String right = b.toLowerCase(Locale.ROOT).replace("_", "");
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int above = row[j];
                int changed = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
                diagonal = above;
            }
        }
        int longest = Math.max(left.length(), right.length());
        return longest == 0 ? 1 : 1 - row[right.length()] / (double) longest;
    }

    /** The likeliest first; each name is taken once. */
    private static List<Suggestion> best(List<Suggestion> all) {
        List<Suggestion> chosen = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        all.stream()
                .sorted(Comparator.comparingDouble(Suggestion::likeness).reversed())
                .forEach(each -> {
                    Rename rename = each.rename();
                    String from = rename.collection() + "\1<" + rename.from();
                    String to = rename.collection() + "\1>" + rename.to();
                    if (!taken.contains(from) && !taken.contains(to)) {
                        taken.add(from);
                        taken.add(to);
                        chosen.add(each);
                    }
                });
        return chosen;
    }

    private static double rounded(double number) {
        return Math.round(number * 100) / 100.0;
    }

    private static String percent(double part) {
        return Math.round(part * 100) + " %";
    }
}
