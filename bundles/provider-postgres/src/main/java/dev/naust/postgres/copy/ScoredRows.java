package dev.naust.postgres.copy;

import dev.naust.api.model.DataRecord;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Search.Hit;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.copy.CopyOut;

/** Reads the records of a table that an expression rates highest. */
public final class ScoredRows {
    private static final long MOST_BYTES = 64L << 20;
    private static final int SCORE = 8;

    private ScoredRows() {}

    /**
     * The best records, the best first; equal ones in the order of the key.
     *
     * @param session prepared for reading
     * @param score an expression of the type {@code float8}
     */
    public static List<Hit> read(Session session, Table table, Sql score, Sql where, int limit) throws SQLException {
        Selection selection = Selection.of(table, ReadRequest.of(table.id()), false);
        RowDecoder decoder = new RowDecoder(selection, null);
        CopyOut copy = session.copyOut(selection.best(score, where, limit));
        try {
            List<Hit> hits = new ArrayList<>();
            long bytes = 0;
            for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
                DataRecord record = decoder.decode(message);
                if (record == null) {
                    continue;
                }
                bytes += record.weight();
                if (bytes > MOST_BYTES) {
                    throw new StoreException(
                            PostgresErrorCode.TOO_LARGE,
                            "The records found in " + table.id() + " are larger than 64 MiB. Ask for fewer at a time.");
                }
                hits.add(new Hit(record, Double.longBitsToDouble(Wire.int64(message, message.length - SCORE))));
            }
            return hits;
        } finally {
            Copies.leave(session, copy);
        }
    }
}
