package dev.naust.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Field;
import dev.naust.api.model.Value;
import dev.naust.api.store.Filter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** Names as identifiers: everything that is a name works, and nothing else gets through. */
class IdentifierTest {
    private final SqlDialect dialect = new Plain(63);

    @Test
    void anOrdinaryNameIsPutInQuotes() {
        assertThat(dialect.validateIdentifier("users")).isTrue();
        assertThat(dialect.escapeIdentifier("users")).hasToString("\"users\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Order Details",
                "select",
                "æøå",
                "x\"; DROP TABLE y--",
                "\"",
                "\"\"",
                "\\",
                "'",
                "＂; DROP TABLE y--",
                "´`’",
                "a\nb",
                "🚢",
                "a--b",
                "/*",
                "?"
            })
    void anOddNameIsThatNameAndNothingElse(String name) throws SQLException {
        assertThat(dialect.validateIdentifier(name)).isTrue();
        Sql escaped = dialect.escapeIdentifier(name);
        SQLiteDataSource memory = new SQLiteDataSource();
        memory.setUrl("jdbc:sqlite::memory:");
        try (Connection connection = memory.getConnection()) {
            Statements.execute(connection, Sql.of("CREATE TABLE y (z)"));
            Statements.execute(connection, Sql.of("CREATE TABLE " + escaped + " (" + escaped + " TEXT)"));
            try (var query = Statements.prepare(
                            connection, Sql.of("SELECT group_concat(name, '|') FROM sqlite_schema ORDER BY rowid"));
                    ResultSet rows = query.executeQuery()) {
                assertThat(rows.getString(1)).isEqualTo("y|" + name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\0", "half \ud83d of a pair", "\udea2"})
    void whatNoDatabaseHoldsIsNoName(String name) {
        assertThat(dialect.validateIdentifier(name)).isFalse();
        assertThatThrownBy(() -> dialect.escapeIdentifier(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameThatWouldBeCutIsRefusedByItsBytes() {
        assertThat(dialect.validateIdentifier("x".repeat(63))).isTrue();
        assertThat(dialect.validateIdentifier("x".repeat(64))).isFalse();
        assertThat(dialect.validateIdentifier("ø".repeat(31))).isTrue();
        assertThatThrownBy(() -> dialect.escapeIdentifier("ø".repeat(32))).hasMessageContaining("64 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "integer",
                "character varying(20)",
                "timestamp(3) without time zone",
                "numeric(10,2)",
                "numeric(3,-2)",
                "text[]",
                "public.\"My \"\"Mood\"",
                "double precision",
                "INT64"
            })
    void aTypeIsWrittenAsItIsDeclared(String type) {
        assertThat(dialect.type(type)).hasToString(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text); DROP TABLE y--", "text, b text", "text /* */", "text DEFAULT 'x'", "\"open", "x'y", "(("
            })
    void whatIsMoreThanATypeBecomesAName(String type) {
        assertThat(dialect.type(type)).isEqualTo(dialect.escapeIdentifier(type));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"now()", "'it''s; --'::text", "E'a\\'b'::text", "(1 + (2))", "\"f;(\"(1)", "ARRAY['a', ')']"})
    void anExpressionIsTakenAsItIs(String expression) {
        assertThat(dialect.expression(expression).map(Sql::toString)).contains(expression);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1); DROP TABLE y",
                "1; SELECT 2",
                "1 -- x",
                "1 /* x",
                "'open",
                "'a\\'",
                "$$x$$",
                "(1",
                "",
                " ",
                "1) + (1"
            })
    void whatWouldEndTheStatementIsNoExpression(String expression) {
        assertThat(dialect.expression(expression)).isEmpty();
    }

    private record Plain(int longestIdentifier) implements SqlDialect {
        @Override
        public Optional<SqlPart> compare(Field field, Filter.Operator operator, Value value) {
            return Optional.empty();
        }

        @Override
        public Optional<SqlPart> contains(Field field, String part) {
            return Optional.empty();
        }
    }
}
