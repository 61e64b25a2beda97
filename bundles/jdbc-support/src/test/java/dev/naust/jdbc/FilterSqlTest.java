package dev.naust.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Filter.Operator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FilterSqlTest {
    private static final Schema SCHEMA = Schema.table(
            DatasetId.of("t"),
            List.of(Field.of("n", FieldType.of(Kind.INT64)), Field.of("s", FieldType.of(Kind.TEXT))),
            List.of());

    private final SqlDialect dialect = new OnlyNumbers();

    @Test
    void what_sql_decides_alike_goes_to_sql_and_the_rest_stays() {
        Filter number = new Filter.Comparison("n", Operator.GT, Value.int64(5));
        Filter text = Filter.eq("s", Text.of("a"));

        FilterSql.Translated translated = FilterSql.translate(dialect, SCHEMA, new Filter.And(List.of(number, text)));

        assertThat(translated.where()).contains(SqlPart.of(Sql.of("(\"n\" > ?)"), Value.int64(5)));
        assertThat(translated.rest()).contains(new Filter.And(List.of(text)));
    }

    @Test
    void an_alternative_is_translated_whole_or_not_at_all() {
        Filter either = new Filter.Or(List.of(Filter.eq("n", Value.int64(1)), Filter.eq("s", Text.of("a"))));

        FilterSql.Translated translated = FilterSql.translate(dialect, SCHEMA, either);

        assertThat(translated.where()).isEmpty();
        assertThat(translated.rest()).contains(either);
    }

    @Test
    void the_negation_of_unknown_is_true_as_it_is_in_memory() {
        Filter not = new Filter.Not(Filter.eq("n", Value.int64(1)));

        FilterSql.Translated translated = FilterSql.translate(dialect, SCHEMA, not);

        assertThat(translated.where())
                .contains(SqlPart.of(Sql.of("CASE WHEN \"n\" = ? THEN 1 ELSE 0 END = 0"), Value.int64(1)));
    }

    @Test
    void comparing_with_null_or_with_a_field_that_is_not_there_is_never_true() {
        assertThat(FilterSql.translate(dialect, SCHEMA, Filter.eq("n", Value.ofNull()))
                        .where())
                .contains(SqlPart.of(Sql.of("1 = 0")));
        assertThat(FilterSql.translate(dialect, SCHEMA, Filter.eq("gone", Value.int64(1)))
                        .where())
                .contains(SqlPart.of(Sql.of("1 = 0")));
        assertThat(FilterSql.translate(dialect, SCHEMA, new Filter.In("n", List.of()))
                        .where())
                .contains(SqlPart.of(Sql.of("1 = 0")));
    }

    @Test
    void identifiers_are_quoted_whatever_they_hold() {
        assertThat(dialect.escapeIdentifier("Order \"Details\"")).hasToString("\"Order \"\"Details\"\"\"");
        assertThat(dialect.table(DatasetId.of("public", "a.b"))).hasToString("\"public\".\"a.b\"");
        assertThat(dialect.literal("it's")).hasToString("'it''s'");
    }

    private static final class OnlyNumbers implements SqlDialect {
        @Override
        public Optional<SqlPart> compare(Field field, Operator operator, Value value) {
            return field.type().kind() == Kind.INT64
                    ? Optional.of(SqlPart.of(
                            Sql.of(escapeIdentifier(field.name()) + " " + SqlDialect.symbol(operator) + " ?"), value))
                    : Optional.empty();
        }

        @Override
        public Optional<SqlPart> contains(Field field, String part) {
            return Optional.empty();
        }
    }
}
