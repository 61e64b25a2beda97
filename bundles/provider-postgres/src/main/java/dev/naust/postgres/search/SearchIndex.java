package dev.naust.postgres.search;

import dev.naust.api.model.DatasetId;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.type.PostgresDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table's search index: an index over an expression, so that the table keeps its columns, which its comment tells from others.
 *
 * @param id the index's schema and name
 * @param language of the words
 * @param fields the columns whose words it holds, in the table's order
 * @param vector the expression, as the server writes it
 */
record SearchIndex(DatasetId id, String language, List<String> fields, Sql vector) {
    private static final PostgresDialect SQL = PostgresDialect.INSTANCE;
    private static final String NOTE = "naust search: ";

    private static final Sql FIND = Sql.of("""
            SELECT n.nspname, c.relname, d.description, pg_catalog.pg_get_expr(i.indexprs, i.indrelid) AS vector,
              (SELECT pg_catalog.array_agg(a.attname::text ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = i.indrelid AND a.attnum IN (SELECT p.refobjsubid FROM pg_catalog.pg_depend p
                  WHERE p.classid = 'pg_catalog.pg_class'::regclass AND p.objid = c.oid
                    AND p.refclassid = 'pg_catalog.pg_class'::regclass AND p.refobjid = i.indrelid AND p.refobjsubid > 0)) AS fields
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass
              AND d.objsubid = 0 AND d.description LIKE ?::text || '%'
            WHERE i.indrelid = ?::text::oid AND i.indisvalid
            """);

    SearchIndex {
        fields = List.copyOf(fields);
    }

    /** The search index of a table. */
    static Optional<SearchIndex> of(Connection connection, long table) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, FIND)) {
            statement.setString(1, NOTE);
            statement.setString(2, Long.toString(table));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                String expression = row.getString("vector");
                Sql vector = SQL.expression(expression)
                        .orElseThrow(() -> new SQLException("The search index has an expression of another form"));
                return Optional.of(new SearchIndex(
                        DatasetId.of(row.getString("nspname"), row.getString("relname")),
                        row.getString("description").substring(NOTE.length()),
                        List.of((String[]) row.getArray("fields").getArray()),
                        vector));
            }
        }
    }

    /** Whether it holds these words already. */
    boolean isFor(List<String> wanted, String wantedLanguage) {
        return language.equals(wantedLanguage) && Set.copyOf(fields).equals(Set.copyOf(wanted));
    }

    /** Removes it. */
    void drop(Connection connection) throws SQLException {
        Statements.execute(connection, Sql.of("DROP INDEX " + SQL.table(id)));
    }

    /** Makes it. */
    static void create(Connection connection, DatasetId table, String name, List<String> fields, String language)
            throws SQLException {
        Sql vector = new Words(language).vector(fields);
        Sql index = SQL.table(DatasetId.of(table.path().get(0), name));
        Statements.execute(
                connection,
                Sql.of("CREATE INDEX " + SQL.escapeIdentifier(name) + " ON " + SQL.table(table) + " USING gin (("
                        + vector + "))"));
        Statements.execute(connection, Sql.of("COMMENT ON INDEX " + index + " IS " + SQL.literal(NOTE + language)));
    }
}
