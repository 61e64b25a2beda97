package dev.naust.sqlite;

import dev.naust.api.model.Content;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Value;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the large values of a row and hands them out as streams over the reader's own connection. */
final class LargeValues {
    /** JSON has to be in memory to be JSON; beyond this it is handed out as streamed text all the same. */
    private static final int LARGE_JSON = 32 << 20;

    private final SqliteSession session;
    private final Sql table;
    private final List<Sql> key;
    private final List<Field> fields;
    private final int limit;

    /**
     * For the rows of one table.
     *
     * @param table its name
     * @param key the columns that identify a row; at least one
     * @param limit the bytes above which a value is large
     */
    LargeValues(SqliteSession session, Sql table, List<Sql> key, List<Field> fields, int limit) {
        this.session = session;
        this.table = table;
        this.key = List.copyOf(key);
        this.fields = fields;
        this.limit = limit;
    }

    /** The streamed value of each field that is large in the row with this key; the others are empty. */
    List<Optional<Content>> of(List<Value> rowKey) throws SQLException {
        Sql sizes = fields.stream()
                .map(field -> {
                    Sql column = new SqliteDialect().escapeIdentifier(field.name());
                    return Sql.of("octet_length(" + column + ") * CASE typeof(" + column
                            + ") WHEN 'text' THEN -1 ELSE 1 END");
                })
                .collect(Sql.joining(", "));
        List<Optional<Content>> contents = new ArrayList<>();
        try (PreparedStatement query =
                Statements.prepare(session.connection(), Sql.of("SELECT " + sizes + " FROM " + table + where()))) {
            Parameters.set(query, 1, rowKey);
            try (ResultSet rows = query.executeQuery()) {
                for (int i = 0; i < fields.size(); i++) {
                    // One result for each field, as there may be no room for two: a text's size comes negative.
                    long size = rows.getLong(i + 1);
                    contents.add(content(fields.get(i), rowKey, Math.abs(size), size < 0));
                }
            }
        }
        return contents;
    }

    private Optional<Content> content(Field field, List<Value> rowKey, long length, boolean text) {
        Kind kind = text && field.type().kind() != Kind.BYTES ? Kind.TEXT : Kind.BYTES;
        long most = field.type().kind() == Kind.JSON ? Math.max(limit, LARGE_JSON) : limit;
        // The bytes of text in a UTF-16 database are not its UTF-8; such text is read whole.
        if (length <= most || (text && !session.isUtf8())) {
            return Optional.empty();
        }
        Sql column = new SqliteDialect().escapeIdentifier(field.name());
        Sql sql = Sql.of("SELECT substr(CAST(" + column + " AS BLOB), ?, ?) FROM " + table + where());
        return Optional.of(new SqliteContent(session, sql, rowKey, kind, length));
    }

    private Sql where() {
        Sql found = key.stream().map(column -> Sql.of(column + " = ?")).collect(Sql.joining(" AND "));
        return Sql.of(" WHERE " + found);
    }
}
