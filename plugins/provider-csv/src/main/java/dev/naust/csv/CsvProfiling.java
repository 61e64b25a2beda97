package dev.naust.csv;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Schema;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Profiling;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out which columns hold nothing but numbers, dates or truth values, by reading every record. */
final class CsvProfiling implements Profiling {
    private final CsvStore store;

    CsvProfiling(CsvStore store) {
        this.store = store;
    }

    @Override
    public Profile profile(DatasetId id) throws InterruptedException {
        Schema declared = store.describe(id);
        List<Column> columns = declared.fields().stream().map(Column::new).toList();
        long records = 0;
        try (CsvLines lines =
                CsvLines.open(store.folder().existing(id), store.folder().delimiter())) {
            for (List<Optional<String>> row = lines.next(); row != null; row = lines.next()) {
                store.ensureOpen();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                for (int i = 0; i < columns.size(); i++) {
                    row.get(i).ifPresent(columns.get(i)::see);
                }
                records++;
            }
        }
        List<Field> fields = new ArrayList<>();
        columns.forEach(column -> fields.add(column.found()));
        return new Profile(declared.withFields(fields), records, List.of());
    }

    /** What one column can still be, after the texts seen so far. */
    private static final class Column {
        private final Field declared;
        private final Set<CsvForm> possible = EnumSet.allOf(CsvForm.class);
        private boolean any;

        Column(Field declared) {
            this.declared = declared;
        }

        void see(String text) {
            any = true;
            possible.removeIf(form -> form.read(text).isEmpty());
        }

        Field found() {
            if (!any || possible.isEmpty()) {
                return declared;
            }
            return declared.withType(FieldType.of(possible.iterator().next().kind()));
        }
    }
}
