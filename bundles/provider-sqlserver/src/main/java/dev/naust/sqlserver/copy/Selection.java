package dev.naust.sqlserver.copy;

import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.FilterSql;
import dev.naust.jdbc.Keyset;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlPart;
import dev.naust.sqlserver.catalogue.Table;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.type.Column;
import dev.naust.sqlserver.type.SqlServerDialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is read: a table, the columns that are asked for, and the SQL that selects them.
 *
 * @param columns those asked for, in order
 * @param key the places of the key's columns among {@code columns}; empty when they are not all there or there is no key
 * @param large for each column whether large values are left out of the row, to be fetched when somebody opens them
 * @param where the condition that the server applies; empty for none
 * @param rest the condition that remains for the reader
 */
record Selection(
        Table table,
        List<Column> columns,
        List<Integer> key,
        List<Boolean> large,
        int largeValue,
        Optional<SqlPart> where,
        Optional<Filter> rest) {
    private static final SqlServerDialect SQL = SqlServerDialect.INSTANCE;

    /**
     * Finds what a request asks for.
     *
     * @param streams whether large values can be fetched later
     * @throws StoreException when the request does not go with the table
     */
    static Selection of(Table table, ReadRequest request, boolean streams) {
        List<Column> columns = columns(table, request.readAs());
        List<String> names = columns.stream().map(Column::name).toList();
        List<Integer> key = names.containsAll(table.schema().key())
                ? table.schema().key().stream().map(names::indexOf).toList()
                : List.of();
        List<Boolean> large = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            large.add(streams && !key.isEmpty() && columns.get(i).type().canBeLarge() && !key.contains(i));
        }
        Optional<FilterSql.Translated> filter =
                request.filter().map(condition -> FilterSql.translate(SQL, table.schema(), condition));
        return new Selection(
                table,
                columns,
                key,
                large,
                request.largeValue(),
                filter.flatMap(FilterSql.Translated::where),
                filter.flatMap(FilterSql.Translated::rest));
    }

    private static List<Column> columns(Table table, Optional<Schema> readAs) {
        if (readAs.isEmpty()) {
            return table.columns();
        }
        Map<String, Column> byName = new HashMap<>();
        table.columns().forEach(column -> byName.put(column.name(), column));
        List<Column> columns = new ArrayList<>();
        for (Field field : readAs.get().fields()) {
            Column column = byName.get(field.name());
            if (column == null) {
                throw new StoreException(
                        SqlServerErrorCode.NO_FIELD,
                        "The table " + table.id() + " has no column \"" + field.name()
                                + "\". Look at its schema again.");
            }
            columns.add(column);
        }
        return columns;
    }

    /** Whether rows can be read in the order of a key. */
    boolean hasKey() {
        return !key.isEmpty();
    }

    /**
     * The question for the rows. Behind the columns comes, for each column that can be large, its length in bytes where the value
     * was left out.
     *
     * @param after the key behind which to start; empty for the beginning
     * @param ordered whether rows come in the key's order
     * @param limit at most this many rows; 0 for all
     */
    SqlPart question(List<Value> after, boolean ordered, long limit) {
        List<Sql> conditions = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        where.ifPresent(condition -> {
            conditions.add(Sql.of("(" + condition.sql() + ")"));
            values.addAll(condition.values());
        });
        if (!after.isEmpty()) {
            SqlPart behind = new Keyset(keyColumns()).behindInSteps(after);
            conditions.add(behind.sql());
            values.addAll(behind.values());
        }
        Sql wanted = conditions.isEmpty() ? Sql.NONE : Sql.of(" WHERE " + Sql.join(conditions, " AND "));
        Sql order = ordered ? Sql.of(" ORDER BY " + new Keyset(keyColumns()).orderBy()) : Sql.NONE;
        Sql most = limit > 0 ? Sql.of("TOP (" + limit + ") ") : Sql.NONE;
        return new SqlPart(
                Sql.of("SELECT " + most + list() + " FROM " + SQL.table(table.id()) + wanted + order), values);
    }

    /** The question how many rows there are. */
    SqlPart count() {
        Sql wanted = where.map(condition -> Sql.of(" WHERE " + condition.sql())).orElse(Sql.NONE);
        return new SqlPart(
                Sql.of("SELECT COUNT_BIG(*) FROM " + SQL.table(table.id()) + wanted),
                where.map(SqlPart::values).orElse(List.of()));
    }

    private Sql list() {
        List<Sql> items = new ArrayList<>();
        List<Sql> lengths = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            Sql name = SQL.escapeIdentifier(column.name());
            if (large.get(i)) {
                // Texts are in UTF-16 or a code page there, and in UTF-8 here, where they take at most one and a half
                // times as much.
                Sql tooLarge = Sql.of("CASE WHEN DATALENGTH(" + name + ") > " + largeValue + " THEN ");
                items.add(Sql.of(tooLarge + "NULL ELSE " + name + " END"));
                lengths.add(Sql.of(tooLarge + "DATALENGTH(" + bytes(column) + ") END"));
            } else {
                items.add(shown(column, name));
            }
        }
        items.addAll(lengths);
        return Sql.join(items, ", ");
    }

    /** A column's values as bytes, a text's in UTF-8. */
    static Sql bytes(Column column) {
        Sql name = SQL.escapeIdentifier(column.name());
        return column.type().isText()
                ? Sql.of("CONVERT(varbinary(max), CONVERT(varchar(max), CONVERT(nvarchar(max), " + name
                        + ") COLLATE Latin1_General_100_BIN2_UTF8))")
                : Sql.of("CONVERT(varbinary(max), " + name + ")");
    }

    private static Sql shown(Column column, Sql name) {
        return switch (column.type().base()) {
            case XML, JSON -> Sql.of("CONVERT(nvarchar(max), " + name + ")");
            case HIERARCHYID, SQL_VARIANT -> Sql.of("CONVERT(nvarchar(4000), " + name + ")");
            // The driver takes days before 1582 for those of another calendar.
            case DATETIMEOFFSET -> Sql.of("CONVERT(nvarchar(40), " + name + ", 121)");
            case GEOGRAPHY, GEOMETRY, OTHER ->
                Sql.of("CONVERT(varchar(max), CONVERT(varbinary(max), " + name + "), 1)");
            default -> name;
        };
    }

    /** The question for one large value of the record with a key. */
    SqlPart large(int column, List<Value> keyValues) {
        Sql found = keyColumns().stream().map(name -> Sql.of(name + " = ?")).collect(Sql.joining(" AND "));
        return new SqlPart(
                Sql.of("SELECT " + bytes(columns.get(column)) + " FROM " + SQL.table(table.id()) + " WHERE " + found),
                keyValues);
    }

    private List<Sql> keyColumns() {
        return key.stream()
                .map(i -> SQL.escapeIdentifier(columns.get(i).name()))
                .toList();
    }
}
