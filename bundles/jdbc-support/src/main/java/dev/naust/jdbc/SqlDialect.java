package dev.naust.jdbc;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How one database writes names, literals and comparisons. Quoting is the SQL standard's; a database that differs overrides
 * it. Implementations are immutable.
 */
public interface SqlDialect {
    /**
     * A name as an identifier, exact in case and characters.
     *
     * @throws IllegalArgumentException when the name holds a NUL character, which no statement can carry
     */
    default String quote(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "The name \"" + name.replace("\0", "\\0") + "\" holds a NUL character, which SQL cannot express");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Names as a list of identifiers, separated by commas. */
    default String quoteAll(Collection<String> names) {
        return names.stream().map(this::quote).collect(Collectors.joining(", "));
    }

    /** A collection's name with each of its parts quoted. */
    default String table(DatasetId id) {
        return id.path().stream().map(this::quote).collect(Collectors.joining("."));
    }

    /**
     * A text as a literal.
     *
     * @throws IllegalArgumentException when the text holds a NUL character
     */
    default String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A text with a NUL character cannot be written as an SQL literal");
        }
        return '\'' + text.replace("'", "''") + '\'';
    }

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
    static String symbol(Filter.Operator operator) {
        return switch (operator) {
            case EQ -> "=";
            case NE -> "<>";
            case LT -> "<";
            case LTE -> "<=";
            case GT -> ">";
            case GTE -> ">=";
        };
    }
}
