package dev.naust.sqlite;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Position;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.FilterSql;
import dev.naust.jdbc.Keyset;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The statement for a read request: the fields, then whether any value is large, and the key for positions.
 *
 * @param columns what it reads of each row
 * @param from the rest of the statement
 * @param values its parameters
 * @param fields the fields that it reads, in order
 * @param largeColumn the column with the size of the row's largest value in bytes; -1 when nothing can be large
 * @param keyColumns the columns of the key, behind all others; empty when the collection has none
 * @param key the key's columns as SQL
 * @param ordered whether rows come in the order of the key
 * @param whole whether it reads all of every row, and so the table itself: an index that has all columns may be damaged where the
 *     table is sound
 * @param rest what the statement could not filter
 */
record ReadPlan(
        Sql columns,
        Sql from,
        List<Value> values,
        List<Field> fields,
        int largeColumn,
        int[] keyColumns,
        List<Sql> key,
        boolean ordered,
        boolean whole,
        Optional<Filter> rest) {
    private static final int UTF8_LONGEST = 4;
    private static final SqliteDialect DIALECT = new SqliteDialect();

    /** The statement. */
    Sql sql() {
        return whole
                ? Sql.of("SELECT " + columns + from + SqliteDialect.TABLE_ITSELF)
                : Sql.of("SELECT " + columns + from);
    }

    /** How many rows there are, of a plan without positions. */
    Sql count() {
        return Sql.of("SELECT count(*)" + from);
    }

    /** The same for a plan without conditions, in the order of the rowids; a plan with positions has it already. */
    Sql sqlInOrder(Sql rowid) {
        return ordered ? sql() : Sql.of(sql() + " ORDER BY " + rowid);
    }

    /** The types to read all columns as; those behind the fields are read as what they are. */
    FieldType[] types() {
        FieldType[] types = new FieldType[fields.size() + keyColumns.length + 1 + fields.size()];
        Arrays.fill(types, FieldType.of(Kind.INT64));
        for (int i = 0; i < fields.size(); i++) {
            types[i] = fields.get(i).type();
        }
        return types;
    }

    /**
     * Plans a request.
     *
     * @param declared what the store declares for the collection
     * @param rowid the name under which the collection's rowid can be read; empty where it has none
     * @param sizes whether the file can hold a value above the request's limit at all
     */
    static ReadPlan of(ReadRequest request, Schema declared, Optional<Sql> rowid, boolean sizes) {
        Schema schema = request.readAs().orElse(declared);
        List<Sql> columns = new ArrayList<>();
        schema.fields().forEach(field -> columns.add(DIALECT.escapeIdentifier(field.name())));
        List<Sql> key = request.resumable() || sizes ? key(declared, rowid) : List.of();
        int largeColumn = sizes && !key.isEmpty() ? largeColumn(request, schema, columns) : -1;
        int[] keyColumns = new int[key.size()];
        for (int i = 0; i < keyColumns.length; i++) {
            keyColumns[i] = columns.size();
            columns.add(key.get(i));
        }
        Optional<FilterSql.Translated> filter =
                request.filter().map(condition -> FilterSql.translate(DIALECT, schema, condition));
        List<SqlPart> conditions = new ArrayList<>();
        filter.flatMap(FilterSql.Translated::where).ifPresent(conditions::add);
        request.after().ifPresent(position -> conditions.add(behind(request.dataset(), key, position)));
        Sql where = conditions.isEmpty()
                ? Sql.NONE
                : Sql.of(" WHERE "
                        + Sql.join(conditions.stream().map(SqlPart::sql).toList(), " AND "));
        Sql order = request.resumable() && !key.isEmpty() ? Sql.of(" ORDER BY " + new Keyset(key).orderBy()) : Sql.NONE;
        return new ReadPlan(
                Sql.join(columns, ", "),
                Sql.of(" FROM " + DIALECT.table(request.dataset()) + where + order),
                conditions.stream().flatMap(part -> part.values().stream()).toList(),
                schema.fields(),
                largeColumn,
                keyColumns,
                key,
                !order.equals(Sql.NONE),
                conditions.isEmpty()
                        && order.equals(Sql.NONE)
                        && schema.fields().size() == declared.fields().size(),
                filter.flatMap(FilterSql.Translated::rest));
    }

    /**
     * The sizes stand in each row's header: asking for them does not read the values. Fields of numbers and times are not asked:
     * they hold nothing large, as profiling makes sure, and neither are texts that it found to be short.
     */
    private static int largeColumn(ReadRequest request, Schema schema, List<Sql> columns) {
        List<Sql> large = schema.fields().stream()
                .filter(ReadPlan::canBeLarge)
                .filter(field -> request.readAs().isEmpty() || !isShort(field.type(), request.largeValue()))
                .map(field -> Sql.of(
                        "octet_length(" + DIALECT.escapeIdentifier(field.name()) + ") > " + request.largeValue()))
                .toList();
        if (large.isEmpty()) {
            return -1;
        }
        columns.add(SqliteDialect.anyOf(large));
        return columns.size() - 1;
    }

    private static boolean isShort(FieldType type, int large) {
        return type.precision().isPresent() && type.precision().getAsInt() < large / UTF8_LONGEST;
    }

    private static boolean canBeLarge(Field field) {
        return switch (field.type().kind()) {
            case TEXT, BYTES, JSON, ARRAY, DOCUMENT, EXTENSION, NULL -> true;
            case BOOL, INT32, INT64, FLOAT64, DECIMAL, UUID, DATE, TIME, LOCAL_TIMESTAMP, MOMENT, OFFSET_TIMESTAMP ->
                false;
        };
    }

    private static List<Sql> key(Schema declared, Optional<Sql> rowid) {
        return rowid.map(List::of)
                .orElseGet(() ->
                        declared.key().stream().map(DIALECT::escapeIdentifier).toList());
    }

    private static SqlPart behind(DatasetId dataset, List<Sql> key, Position position) {
        try {
            return new Keyset(key).behind(Keyset.values(position));
        } catch (IllegalArgumentException e) {
            throw new StoreException(
                    SqliteErrorCode.BAD_POSITION,
                    "Reading " + dataset + " cannot go on from the position given: " + e.getMessage()
                            + ". Start from the beginning.",
                    e);
        }
    }
}
