package dev.naust.postgres.copy;

import dev.naust.api.model.Shape;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.type.Base;
import java.util.List;
import java.util.Set;

/** Chooses the fastest way of writing that is right for a table and a request. */
public final class Writers {
    private static final int ROW_HEADER = 24;
    private static final int LARGEST_ROW = 8160;

    private Writers() {}

    /**
     * A writer, which owns the session from now on.
     *
     * @throws StoreException when the request does not go with the table
     */
    public static RecordWriter open(Session session, Table table, WriteRequest request, boolean unicode) {
        if (table.schema().shape() == Shape.VIEW) {
            throw new StoreException(
                    PostgresErrorCode.NO_COLLECTION,
                    table.id() + " is a view, which cannot be written. Write the tables beneath it.");
        }
        Target target = Target.of(table, request.schema());
        if (request.mode() != WriteMode.INSERT) {
            return byKey(session, table, target, request);
        } else if (table.guarded()
                || target.columns().isEmpty()
                || target.columns().stream().anyMatch(column -> column.type().base() == Base.OTHER)) {
            return new StatementWriter(session, target, WriteMode.INSERT, List.of());
        }
        boolean judged = unicode
                && target.columns().stream().allMatch(column -> column.type().isJudgedHere());
        return request.fresh() && table.isPlain() && table.hasNoRules() && judged && fitsAPage(table, target)
                ? new FillingWriter(session, target, request.schema().layout(), request.expecting())
                : new CopyingWriter(session, target);
    }

    /**
     * Whether any row of a table fits a page, so that the server refuses none for its size. A value in a row takes at most the 18
     * bytes of a pointer to where it is kept apart, or 16 of a fixed length, with up to 6 for its alignment; only a name, of 64,
     * takes more (PostgreSQL manual, "Database Page Layout" and "TOAST").
     */
    private static boolean fitsAPage(Table table, Target target) {
        int columns = table.schema().fields().size();
        long names = target.columns().stream()
                .filter(column -> column.type().base() == Base.NAME)
                .count();
        return ROW_HEADER + columns / 8 + 1 + 24L * columns + 40L * names <= LARGEST_ROW;
    }

    private static RecordWriter byKey(Session session, Table table, Target target, WriteRequest request) {
        List<String> key = request.schema().key().isEmpty()
                ? table.schema().key()
                : request.schema().key();
        Set<String> written = Set.copyOf(
                target.columns().stream().map(column -> column.name()).toList());
        if (!written.containsAll(key) || key.isEmpty() && request.mode() == WriteMode.DELETE) {
            throw new StoreException(
                    PostgresErrorCode.NO_FIELD,
                    "Records of " + table.id() + " can be replaced or removed only by a key, and "
                            + (key.isEmpty() ? "the table has none." : "the request lacks some of its fields."));
        }
        return new StatementWriter(session, target, request.mode(), key);
    }
}
