package dev.naust.jdbc;

import dev.naust.api.model.Field;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collector;

/**
 * Translates filters to SQL as far as SQL means the same. What it cannot translate exactly is left to
 * {@link Filter#matches}: the result's condition then lets too many records through, never too few.
 */
public final class FilterSql {
    private static final SqlPart TRUE = SqlPart.of(Sql.of("1 = 1"));
    private static final SqlPart FALSE = SqlPart.of(Sql.of("1 = 0"));

    private final SqlDialect dialect;
    private final Map<String, Field> fields;

    private FilterSql(SqlDialect dialect, Schema schema) {
        this.dialect = dialect;
        this.fields = schema.byName();
    }

    /**
     * A filter, divided.
     *
     * @param where a condition for SQL; empty when nothing could be translated
     * @param rest what must still be applied to each record that the condition lets through; empty when the condition says
     *     it all
     */
    public record Translated(Optional<SqlPart> where, Optional<Filter> rest) {}

    /**
     * Translates a filter.
     *
     * @param schema the fields as they are read: their kinds decide how a value compares
     */
    public static Translated translate(SqlDialect dialect, Schema schema, Filter filter) {
        FilterSql translator = new FilterSql(dialect, schema);
        if (!(filter instanceof Filter.And and)) {
            Optional<SqlPart> exact = translator.exact(filter);
            return new Translated(exact, exact.isPresent() ? Optional.empty() : Optional.of(filter));
        }
        List<SqlPart> conditions = new ArrayList<>();
        List<Filter> rest = new ArrayList<>();
        for (Filter part : and.parts()) {
            translator.exact(part).ifPresentOrElse(conditions::add, () -> rest.add(part));
        }
        return new Translated(
                conditions.isEmpty() ? Optional.empty() : Optional.of(join(conditions, Sql.joining(" AND "))),
                rest.isEmpty() ? Optional.empty() : Optional.of(new Filter.And(rest)));
    }

    private Optional<SqlPart> exact(Filter filter) {
        if (filter instanceof Filter.Comparison comparison) {
            return compare(comparison);
        } else if (filter instanceof Filter.In in) {
            return any(in.values().stream()
                    .<Filter>map(value -> Filter.eq(in.field(), value))
                    .toList());
        } else if (filter instanceof Filter.Contains contains) {
            Field field = fields.get(contains.field());
            return field == null ? Optional.of(FALSE) : dialect.contains(field, contains.part());
        } else if (filter instanceof Filter.IsNull isNull) {
            Field field = fields.get(isNull.field());
            return Optional.of(
                    field == null ? TRUE : SqlPart.of(Sql.of(dialect.escapeIdentifier(field.name()) + " IS NULL")));
        } else if (filter instanceof Filter.And and) {
            return all(and.parts(), Sql.joining(" AND "), TRUE);
        } else if (filter instanceof Filter.Or or) {
            return any(or.parts());
        } else if (filter instanceof Filter.Not not) {
            // A filter knows no "unknown": what is not true is false, so that its negation is true.
            return exact(not.part())
                    .map(part ->
                            new SqlPart(Sql.of("CASE WHEN " + part.sql() + " THEN 1 ELSE 0 END = 0"), part.values()));
        }
        throw new IllegalStateException("Filter is sealed; this one is none of its kinds: " + filter.getClass());
    }

    private Optional<SqlPart> compare(Filter.Comparison comparison) {
        Field field = fields.get(comparison.field());
        if (field == null || comparison.value() == Value.Null.NULL) {
            return Optional.of(FALSE);
        }
        return dialect.compare(field, comparison.operator(), comparison.value());
    }

    private Optional<SqlPart> any(List<Filter> parts) {
        return all(parts, Sql.joining(" OR "), FALSE);
    }

    private Optional<SqlPart> all(List<Filter> parts, Collector<Sql, ?, Sql> joining, SqlPart ofNone) {
        List<SqlPart> translated = new ArrayList<>();
        for (Filter part : parts) {
            Optional<SqlPart> one = exact(part);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            translated.add(one.get());
        }
        return Optional.of(translated.isEmpty() ? ofNone : join(translated, joining));
    }

    private static SqlPart join(List<SqlPart> parts, Collector<Sql, ?, Sql> joining) {
        Sql joined = parts.stream().map(SqlPart::sql).collect(joining);
        return new SqlPart(
                Sql.of("(" + joined + ")"),
                parts.stream().flatMap(part -> part.values().stream()).toList());
    }
}
