package dev.naust.postgres.search;

import dev.naust.jdbc.Sql;
import dev.naust.postgres.type.PostgresDialect;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the words of fields and of questions as PostgreSQL's {@code tsvector} and {@code tsquery}, for one language.
 *
 * @param language a text search configuration of the server, known to exist
 */
record Words(String language) {
    private static final PostgresDialect SQL = PostgresDialect.INSTANCE;

    /**
     * So many characters of all fields together count. A vector holds one mebibyte, and a row that would need more could not
     * be written any more; this many characters never need more.
     */
    static final int CHARACTERS = 100_000;

    private Sql configuration() {
        return Sql.of(
                SQL.literal(SQL.escapeIdentifier("pg_catalog") + "." + SQL.escapeIdentifier(language)) + "::regconfig");
    }

    /** The words of a field, where it shares the room with others. */
    private Sql vector(String field, int fields) {
        return Sql.of("pg_catalog.to_tsvector(" + configuration() + ", pg_catalog.left(COALESCE("
                + SQL.escapeIdentifier(field) + "::text, ''::text), " + CHARACTERS / fields + "))");
    }

    /** The words of all these fields. */
    Sql vector(List<String> fields) {
        return fields.stream().map(field -> vector(field, fields.size())).collect(Sql.joining(" || "));
    }

    /** What a question asks for. */
    Sql query(Question question) {
        List<Sql> parts = new ArrayList<>();
        parts.add(Sql.of("pg_catalog.plainto_tsquery(" + configuration() + ", " + SQL.literal(question.words()) + ")"));
        question.phrases().forEach(phrase -> parts.add(phrase(phrase)));
        return Sql.of("(" + Sql.join(parts, " && ") + ")");
    }

    private Sql phrase(String phrase) {
        return Sql.of("pg_catalog.phraseto_tsquery(" + configuration() + ", " + SQL.literal(phrase) + ")");
    }

    /**
     * That each phrase stands within one field: in the vector of all of them the last word of one is followed by the first of
     * the next.
     */
    List<Sql> phrasesWithinOne(Question question, List<String> fields) {
        if (fields.size() < 2) {
            return List.of();
        }
        List<Sql> conditions = new ArrayList<>();
        for (String phrase : question.phrases()) {
            Sql asked = phrase(phrase);
            Sql anywhere = fields.stream()
                    .map(field -> Sql.of("(" + vector(field, fields.size()) + ") @@ " + asked))
                    .collect(Sql.joining(" OR "));
            conditions.add(Sql.of("(" + anywhere + " OR pg_catalog.numnode(" + asked + ") = 0)"));
        }
        return conditions;
    }
}
