package dev.naust.sqlserver.copy;

import dev.naust.api.model.Shape;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteMode;
import dev.naust.api.store.WriteRequest;
import dev.naust.sqlserver.catalogue.Table;
import dev.naust.sqlserver.connection.Session;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.connection.SqlServerErrors;
import dev.naust.sqlserver.type.Column;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses the fastest way of writing that is right for a table and a request. */
public final class Writers {
    private Writers() {}

    /**
     * A writer, which owns the session from now on.
     *
     * @throws StoreException when the request does not go with the table
     */
    public static RecordWriter open(Session session, SqlServerErrors errors, Table table, WriteRequest request) {
        if (table.schema().shape() == Shape.VIEW) {
            throw new StoreException(
                    SqlServerErrorCode.NO_COLLECTION,
                    table.id() + " is a view, which cannot be written. Write the tables beneath it.");
        }
        Target target = Target.of(table, request.schema());
        if (request.mode() != WriteMode.INSERT) {
            return byKey(session, errors, table, target, request);
        }
        boolean bulk = !target.columns().isEmpty() && target.columns().stream().allMatch(Target::isBulk);
        return bulk
                ? new BulkWriter(session, errors, target, request.fresh())
                : new StatementWriter(session, errors, target, WriteMode.INSERT, List.of());
    }

    private static RecordWriter byKey(
            Session session, SqlServerErrors errors, Table table, Target target, WriteRequest request) {
        List<String> key = request.schema().key().isEmpty()
                ? table.schema().key()
                : request.schema().key();
        Set<String> written = target.columns().stream().map(Column::name).collect(Collectors.toSet());
        if (!written.containsAll(key) || key.isEmpty() && request.mode() == WriteMode.DELETE) {
            throw new StoreException(
                    SqlServerErrorCode.NO_FIELD,
                    "Records of " + table.id() + " can be replaced or removed only by a key, and "
                            + (key.isEmpty() ? "the table has none." : "the request lacks some of its fields."));
        }
        return new StatementWriter(session, errors, target, request.mode(), key);
    }
}
