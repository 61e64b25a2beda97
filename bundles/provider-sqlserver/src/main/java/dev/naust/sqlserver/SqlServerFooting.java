package dev.naust.sqlserver;

import dev.naust.jdbc.GrantedFooting;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.sqlserver.connection.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a server grants its user, by its own answers; what it does not know of counts as granted. */
final class SqlServerFooting extends GrantedFooting {
    private static final Sql MAKES = Sql.of("""
            SELECT CASE WHEN DATABASEPROPERTYEX(DB_NAME(), 'Updateability') = 'READ_ONLY' THEN 1 ELSE 0 END AS locked,
                COALESCE(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'CREATE TABLE'), 1) AS makes,
                COALESCE(HAS_PERMS_BY_NAME(QUOTENAME(?), 'SCHEMA', 'ALTER'), 1) AS alters,
                USER_NAME() AS user_name
            """);
    private static final Sql GRANTED = Sql.of("""
            SELECT COALESCE(HAS_PERMS_BY_NAME(QUOTENAME(?) + '.' + QUOTENAME(?), 'OBJECT', ?), 1) AS granted,
                USER_NAME() AS user_name
            """);

    private final String schema;

    /** @param schema where tables are made */
    SqlServerFooting(Supplier<Session> sessions, String schema) {
        super(sessions, GRANTED);
        this.schema = schema;
    }

    @Override
    protected List<String> standing(Connection connection, boolean making) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, MAKES)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getInt("locked") == 1) {
                    return List.of("The database takes no changes (it is READ_ONLY, or a readable secondary): use the"
                            + " primary, or choose another target");
                }
                List<String> against = new ArrayList<>();
                String user = row.getString("user_name");
                if (making && row.getInt("makes") == 0) {
                    against.add("The user " + user + " may not make tables: GRANT CREATE TABLE TO " + user);
                }
                if (making && row.getInt("alters") == 0) {
                    against.add("The user " + user + " may not make tables in the schema " + schema
                            + ": GRANT ALTER ON SCHEMA::" + schema + " TO " + user);
                }
                return against;
            }
        }
    }
}
