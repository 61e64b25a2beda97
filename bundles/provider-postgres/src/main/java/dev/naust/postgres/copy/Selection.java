package dev.naust.postgres.copy;

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
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.type.Base;
import dev.naust.postgres.type.Column;
import dev.naust.postgres.type.PostgresDialect;
import dev.naust.postgres.type.TextForm;
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
        Optional<Sql> where,
        Optional<Filter> rest) {
    private static final PostgresDialect SQL = PostgresDialect.INSTANCE;

    /** How many columns follow those asked for when a column can be large: the length of each, and the row's address. */
    static final int ADDRESS_COLUMNS = 2;

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
            Base base = columns.get(i).type().base();
            boolean json = base == Base.JSON || base == Base.JSONB;
            large.add(streams && base.canBeLarge() && !json && !key.contains(i));
        }
        Optional<FilterSql.Translated> filter =
                request.filter().map(condition -> FilterSql.translate(SQL, table.schema(), condition));
        Optional<Sql> where = filter.flatMap(FilterSql.Translated::where).map(SqlPart::sql);
        return new Selection(
                table, columns, key, large, request.largeValue(), where, filter.flatMap(FilterSql.Translated::rest));
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
                        PostgresErrorCode.NO_FIELD,
                        "The table " + table.id() + " has no column \"" + field.name()
                                + "\". Look at its schema again.");
            }
            columns.add(column);
        }
        return columns;
    }

    /** The same with no column left out of the row. */
    Selection inline() {
        return new Selection(
                table, columns, key, columns.stream().map(column -> false).toList(), largeValue, where, rest);
    }

    boolean hasLarge() {
        return large.contains(true);
    }

    /** Whether rows can be read in the order of a key. */
    boolean hasKey() {
        return !key.isEmpty();
    }

    /**
     * The statement that sends the rows.
     *
     * @param after the key behind which to start; empty for the beginning
     * @param ordered whether rows come in the key's order
     * @param limit at most this many rows; 0 for all
     */
    Sql copy(List<Value> after, boolean ordered, long limit) {
        List<Sql> conditions = new ArrayList<>();
        where.ifPresent(condition -> conditions.add(Sql.of("(" + condition + ")")));
        if (!after.isEmpty()) {
            conditions.add(behind(after));
        }
        if (conditions.isEmpty() && !ordered && limit == 0 && isOfTheTableAlone()) {
            return Sql.of("COPY " + SQL.table(table.id()) + " (" + list() + ") TO STDOUT (FORMAT BINARY)");
        }
        Sql wanted = conditions.isEmpty() ? Sql.NONE : Sql.of(" WHERE " + Sql.join(conditions, " AND "));
        Sql order = ordered ? Sql.of(" ORDER BY " + new Keyset(keyColumns()).orderBy()) : Sql.NONE;
        Sql most = limit > 0 ? Sql.of(" LIMIT " + limit) : Sql.NONE;
        return Sql.of(
                "COPY (SELECT " + list() + " FROM " + from() + wanted + order + most + ") TO STDOUT (FORMAT BINARY)");
    }

    /**
     * Whether the server can copy the columns out of the table itself, which is quicker than the answer to a query and the same: not
     * where it computes any of them, or shows each user other rows.
     */
    private boolean isOfTheTableAlone() {
        return table.isPlain()
                && !table.guarded()
                && !columns.isEmpty()
                && !hasLarge()
                && columns.stream()
                        .allMatch(column -> column.type().base() != Base.OTHER
                                && column.field().generation() != Field.Generation.COMPUTED);
    }

    /** The question how many rows there are. */
    Sql count() {
        Sql wanted = where.map(condition -> Sql.of(" WHERE " + condition)).orElse(Sql.NONE);
        return Sql.of("SELECT pg_catalog.count(*) FROM " + from() + wanted);
    }

    /** The statement that sends the rows with the highest score, and behind each its score. */
    Sql best(Sql score, Sql condition, int limit) {
        Sql order = hasKey() ? Sql.of(", " + new Keyset(keyColumns()).orderBy()) : Sql.NONE;
        return Sql.of("COPY (SELECT " + list() + ", " + score + " FROM " + from() + " WHERE " + condition + " ORDER BY "
                + (columns.size() + 1) + " DESC" + order + " LIMIT " + limit + ") TO STDOUT (FORMAT BINARY)");
    }

    /** The table; without those that inherit from it, which are collections of their own. */
    Sql from() {
        Sql name = SQL.table(table.id());
        return table.isPlain() ? Sql.of("ONLY " + name) : name;
    }

    private Sql list() {
        List<Sql> items = new ArrayList<>();
        List<Sql> lengths = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Sql name = SQL.escapeIdentifier(columns.get(i).name());
            if (columns.get(i).type().base() == Base.OTHER) {
                items.add(Sql.of(name + "::text"));
            } else if (large.get(i)) {
                Sql tooLarge = Sql.of("CASE WHEN octet_length(" + name + ") > " + largeValue + " THEN ");
                items.add(Sql.of(tooLarge + "NULL ELSE " + name + " END"));
                lengths.add(Sql.of(tooLarge + "octet_length(" + name + ") END"));
            } else {
                items.add(name);
            }
        }
        if (!lengths.isEmpty()) {
            items.addAll(lengths);
            items.add(Sql.of("tableoid::bigint"));
            items.add(Sql.of("ctid::text"));
        }
        return Sql.join(items, ", ");
    }

    private List<Sql> keyColumns() {
        return key.stream()
                .map(i -> SQL.escapeIdentifier(columns.get(i).name()))
                .toList();
    }

    /** The values stand as literals: a copy takes no parameters. */
    private Sql behind(List<Value> after) {
        List<Sql> literals = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            String type = columns.get(key.get(i)).type().declared();
            // char(n) and varchar(n) would cut the value.
            Sql cast = type.startsWith("character") ? Sql.of("text") : SQL.type(type);
            literals.add(Sql.of(SQL.literal(TextForm.of(after.get(i))) + "::" + cast));
        }
        return Sql.of("(" + Sql.join(keyColumns(), ", ") + ") > (" + Sql.join(literals, ", ") + ")");
    }
}
