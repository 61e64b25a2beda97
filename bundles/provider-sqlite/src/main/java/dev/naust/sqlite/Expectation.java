package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Field.Generation;
import dev.naust.api.model.FieldType;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.Codes;

/**
 * Whether rows are exactly what their table declares: {@link SqliteProfiler}'s judgement, cell by cell. A table all of whose cells
 * pass is found to be as declared by the profiler, and without a word on it. For one thread at a time.
 */
final class Expectation {
    private static final int DATE = 10;

    private final DatasetId table;
    private final List<Field> fields;
    private final @Nullable TextForms[] forms;
    private final @Nullable Doubt[] doubts;

    /** @param fields as declared, in the order in which rows have them */
    Expectation(DatasetId table, List<Field> fields) {
        this.table = table;
        this.fields = fields;
        this.forms = new TextForms[fields.size()];
        this.doubts = new Doubt[fields.size()];
        for (int i = 0; i < forms.length; i++) {
            Field field = fields.get(i);
            if (TextForms.concerns(field)) {
                forms[i] = new TextForms(field);
            } else if (field.generation() != Generation.IDENTITY) {
                doubts[i] = new Doubt(field);
            }
        }
    }

    /** Whether all cells of a row are as declared; one that is too long to have cells here is not known to be. */
    boolean isMet(DirectRows row) throws SQLException {
        if (row.isTooLong()) {
            return false;
        }
        for (int i = 0; i < forms.length; i++) {
            if (!isMet(row, i)) {
                return false;
            }
        }
        return true;
    }

    /** @throws StoreException when a cell of the row is not as declared */
    void require(DirectRows row) throws SQLException {
        if (!isMet(row)) {
            throw unmet("A record of " + table + " is not as the table declares it");
        }
    }

    /** What to throw when a cell is not as declared. */
    StoreException unmet(int column) {
        return unmet("Column " + fields.get(column).name() + " of " + table + " holds what it does not declare");
    }

    /** What to throw when rows cannot be held to anything any more. */
    static StoreException unmet(String why) {
        return new StoreException(CommonError.NOT_AS_EXPECTED, why + ": every record is looked at first.");
    }

    /** Whether a cell is as declared. */
    boolean isMet(DirectRows row, int column) throws SQLException {
        Doubt doubt = doubts[column];
        if (doubt != null) {
            return !doubt.of(row, column);
        }
        TextForms form = forms[column];
        if (form == null) {
            return true;
        }
        SqliteProfiler.look(row, column, form);
        return form.isAsDeclared();
    }

    /** How many columns there are. */
    int columns() {
        return forms.length;
    }

    /** The usual way of {@link PackedCells}, for cells that are as declared. */
    PackedCells.Way within(int column, PackedCells.Way usual) {
        FieldType type = fields.get(column).type();
        int longest = type.precision().orElse(0);
        return switch (type.kind()) {
            case TEXT, BYTES ->
                type.precision().isEmpty()
                        ? usual
                        : (row, field, storage, out) -> storage >= Codes.SQLITE_TEXT
                                && row.length(field) <= longest
                                && usual.put(row, field, storage, out);
            case LOCAL_TIMESTAMP ->
                (row, field, storage, out) -> storage == Codes.SQLITE_TEXT
                        && row.length(field) > DATE
                        && row.buffer()[row.start(field) + DATE] == ' '
                        && usual.put(row, field, storage, out);
            case DECIMAL -> {
                Doubt doubt = doubts[column];
                yield (row, field, storage, out) ->
                        doubt != null && !doubt.of(row, field) && usual.put(row, field, storage, out);
            }
            default -> usual;
        };
    }
}
