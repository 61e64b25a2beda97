package dev.naust.jdbc;

import dev.naust.api.model.DatasetId;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How one database writes names and literals: the only way of what comes from outside into {@link Sql}. Quoting is the SQL
 * standard's; a database that differs overrides it. Implementations are immutable.
 */
public interface SqlNames {
    /** Words, numbers in brackets, and quoted names; nothing that could end a declaration. */
    Pattern TYPE =
            Pattern.compile("(?:[\\p{L}\\p{N}_$. ]++|\\([\\p{L}\\p{N}, -]*+\\)|\\[]|\"(?:[^\"\\x00]++|\"\")++\")*+");

    /** What a parameter or variable can be called where names cannot be quoted. */
    Pattern VARIABLE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$#]{0,126}");

    /** The most bytes that a name may have in UTF-8; a database may cut longer ones in silence. */
    default int longestIdentifier() {
        return Integer.MAX_VALUE;
    }

    /** Whether a name may have no characters at all, as in SQLite. */
    default boolean takesEmptyIdentifiers() {
        return false;
    }

    /** What stands before and behind an identifier, two characters; the second is doubled inside of it. */
    default String quotes() {
        return "\"\"";
    }

    /** Whether this database can have the name for anything: not empty, no NUL, well-formed, not too long. */
    default boolean validateIdentifier(String name) {
        try {
            escapeIdentifier(name);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    /**
     * A name as an identifier, exact in case and characters: {@code users} becomes {@code "users"}.
     *
     * @throws IllegalArgumentException when {@link #validateIdentifier} says no
     */
    default Sql escapeIdentifier(String name) {
        Identifier identifier = new Identifier(name);
        if (identifier.length() > longestIdentifier()) {
            throw new IllegalArgumentException("The name \"" + name + "\" has " + identifier.length()
                    + " bytes; this database takes " + longestIdentifier());
        }
        if (name.isEmpty() && !takesEmptyIdentifiers()) {
            throw new IllegalArgumentException("A name has at least one character in this database; this one is empty");
        }
        String closing = quotes().substring(1);
        return new Sql(quotes().charAt(0) + name.replace(closing, closing + closing) + closing);
    }

    /** Names as a list of identifiers, separated by commas. */
    default Sql escapeIdentifiers(Collection<String> names) {
        return names.stream().map(this::escapeIdentifier).collect(Sql.joining(", "));
    }

    /**
     * The name of a parameter or variable, in the way of Transact-SQL, which cannot quote them.
     *
     * @throws IllegalArgumentException when the name is more than letters, digits and underscores
     */
    default Sql variable(String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new IllegalArgumentException("The name \"" + name + "\" cannot be that of a parameter");
        }
        return new Sql('@' + name);
    }

    /** A collection's name with each of its parts as an identifier. */
    default Sql table(DatasetId id) {
        return id.path().stream().map(this::escapeIdentifier).collect(Sql.joining("."));
    }

    /**
     * A text as a literal.
     *
     * @throws IllegalArgumentException when the text holds a NUL character
     */
    default Sql literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A text with a NUL character cannot be written as an SQL literal");
        }
        return new Sql('\'' + text.replace("'", "''") + '\'');
    }

    /** A number as a literal, without an exponent. */
    default Sql literal(BigDecimal number) {
        return new Sql(number.toPlainString());
    }

    /**
     * A column's type as the database declares it, such as {@code character varying(20)} or {@code "Mood"[]}. What is no
     * type but more than that becomes an identifier, so that it stands for nothing else than a type of that name.
     */
    default Sql type(String declared) {
        return TYPE.matcher(declared).matches() ? new Sql(declared) : escapeIdentifier(declared);
    }

    /**
     * An expression that this database wrote itself, such as a column's default.
     *
     * @return empty when it is not one whole expression: it would end what it stands in
     */
    default Optional<Sql> expression(String written) {
        return SqlScan.isOneExpression(written) ? Optional.of(new Sql(written)) : Optional.empty();
    }
}
