package dev.naust.jdbc;

import dev.naust.api.model.Field;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import java.util.Optional;

/** How one database writes names, literals and comparisons. Implementations are immutable. */
public interface SqlDialect extends SqlNames {
    /**
     * A condition that is true for exactly the records for which {@link Filter.Comparison} is; for the others it may be
     * false or unknown. The value is no null.
     *
     * @return empty where SQL would decide otherwise for some value that the field can hold
     */
    Optional<SqlPart> compare(Field field, Filter.Operator operator, Value value);

    /** The same for {@link Filter.Contains}. */
    Optional<SqlPart> contains(Field field, String part);

    /** The SQL of an operator. */
    static Sql symbol(Filter.Operator operator) {
        return switch (operator) {
            case EQ -> Sql.of("=");
            case NE -> Sql.of("<>");
            case LT -> Sql.of("<");
            case LTE -> Sql.of("<=");
            case GT -> Sql.of(">");
            case GTE -> Sql.of(">=");
        };
    }
}
