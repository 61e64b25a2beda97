package dev.naust.sqlite;

import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.Schema;
import dev.naust.sqlite.SqliteProfiler.Scan;
import dev.naust.sqlite.file.UnusualFileException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at every row of a table as the file's pages have it; two parts of a table are looked at side by side. */
final class PageWalk {
    /** How many rows there are between two looks whether somebody has interrupted. */
    private static final int INTERRUPTIBLE = 4096;

    private final List<DirectReading> parts;
    private final Schema declared;

    /**
     * @param parts one reading or two, which together read the table
     * @param declared the fields that they read
     */
    PageWalk(List<DirectReading> parts, Schema declared) {
        this.parts = parts;
        this.declared = declared;
    }

    /** Walks over all rows, and adds to the forms of the fields that have some. */
    Scan scan(Map<String, TextForms> forms) throws SQLException, InterruptedException, UnusualFileException {
        if (parts.size() == 1) {
            return walk(parts.get(0), forms).scan();
        }
        Map<String, TextForms> later = SqliteProfiler.forms(declared);
        try (Beside<Half> beside =
                new Beside<>("naust-sqlite-profile", () -> Half.of(() -> walk(parts.get(1), later)))) {
            Walk first = walk(parts.get(0), forms);
            Walk second = beside.result().walk();
            if (first.scan().records() > 0 && second.scan().records() > 0 && first.last() >= second.first()) {
                throw new UnusualFileException("the rowids do not ascend");
            }
            forms.forEach((name, form) -> form.add(later.get(name)));
            return new Scan(
                    first.scan().records() + second.scan().records(),
                    first.scan().suspicious() || second.scan().suspicious());
        }
    }

    /** A walk over some pages, and its first and last rowid where there were any. */
    private record Walk(Scan scan, long first, long last) {}

    /** A walk on another thread, or why the pages cannot be trusted. */
    private record Half(@Nullable Walk found, @Nullable UnusualFileException failure) {
        private interface Work {
            Walk walk() throws SQLException, InterruptedException, UnusualFileException;
        }

        static Half of(Work work) throws SQLException, InterruptedException {
            try {
                return new Half(work.walk(), null);
            } catch (UnusualFileException e) {
                return new Half(null, e);
            }
        }

        Walk walk() throws UnusualFileException {
            if (found == null) {
                throw new UnusualFileException("a part of the table is not plain", failure);
            }
            return found;
        }
    }

    private Walk walk(DirectReading reading, Map<String, TextForms> forms)
            throws SQLException, InterruptedException, UnusualFileException {
        List<Field> fields = declared.fields();
        TextForms[] form = new TextForms[fields.size()];
        Doubt[] doubts = new Doubt[fields.size()];
        for (int i = 0; i < form.length; i++) {
            form[i] = forms.get(fields.get(i).name());
            doubts[i] = form[i] == null && fields.get(i).generation() != Generation.IDENTITY
                    ? new Doubt(fields.get(i))
                    : null;
        }
        DirectRows rows = reading.rows();
        boolean suspicious = false;
        long first = 0;
        while (reading.next()) {
            if (rows.rows() == 1) {
                first = rows.rowid();
            }
            if (rows.rows() % INTERRUPTIBLE == 0 && Thread.interrupted()) {
                throw new InterruptedException("Interrupted while looking through " + declared.id());
            }
            if (rows.isTooLong()) {
                suspicious = true;
                reading.ask(row -> SqliteProfiler.look(row, form));
            } else {
                SqliteProfiler.look(rows, form);
                suspicious = suspicious || isDoubted(rows, doubts);
            }
        }
        return new Walk(new Scan(rows.rows(), suspicious), first, rows.rowid());
    }

    private static boolean isDoubted(DirectRows rows, Doubt[] doubts) {
        for (int i = 0; i < doubts.length; i++) {
            if (doubts[i] != null && doubts[i].of(rows, i)) {
                return true;
            }
        }
        return false;
    }
}
