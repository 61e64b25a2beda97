package dev.naust.jdbc;

import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Sql.SqlStatement;
import java.util.Collection;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * A piece of SQL in which nothing came from outside but what a {@link SqlNames dialect} wrote: names as identifiers, texts as
 * literals. Only pieces reach a database, through {@link Statements}; joining them with constants makes larger pieces.
 * Immutable.
 */
public final class Sql {
    /** No text at all. */
    public static final Sql NONE = new Sql("");

    private final String text;

    /** For the dialect alone, which has made the text safe. */
    Sql(String text) {
        this.text = text;
    }

    /**
     * A piece written in the program.
     *
     * @param text a constant, or constants, pieces and numbers joined by {@code +} right here; the build refuses a call with
     *     any other text
     */
    public static Sql of(String text) {
        return new Sql(text);
    }

    /**
     * The statement of a step that this store planned, as the plan showed it; for {@link
     * dev.naust.api.store.SchemaEditing#apply} alone.
     */
    public static Sql planned(SchemaStep step) {
        return new Sql(step.statement());
    }

    /**
     * The statement that an operator asks, word for word; for the facet {@link dev.naust.api.store.Sql} alone. What it may do is
     * the database's to decide: it runs in a transaction that cannot write, or the caller may write anyway.
     */
    public static Sql asked(SqlStatement statement) {
        return new Sql(statement.text());
    }

    /**
     * A statement of a script that an operator wrote or that was shown to one, word for word; for the facet {@link
     * dev.naust.api.store.Structures} alone.
     */
    public static Sql script(String statement) {
        return new Sql(statement);
    }

    /**
     * Joins a stream of pieces.
     *
     * @param separator a constant
     */
    public static Collector<Sql, ?, Sql> joining(String separator) {
        return Collectors.collectingAndThen(Collectors.mapping(Sql::toString, Collectors.joining(separator)), Sql::new);
    }

    /**
     * Joins pieces.
     *
     * @param separator a constant
     */
    public static Sql join(Collection<Sql> parts, String separator) {
        return parts.stream().collect(joining(separator));
    }

    /** Whether there is no text. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** The SQL. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sql that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
