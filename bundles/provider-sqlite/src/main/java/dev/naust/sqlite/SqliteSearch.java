package dev.naust.sqlite;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.store.Search;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Interrupts;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlQueue.Turns;
import dev.naust.jdbc.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds records by FTS5. A question reaches it as plain words in quotes, so that nothing in it is an operator. */
final class SqliteSearch implements Search {
    private static final String ENGLISH = "english";

    private final SqliteFile file;
    private final SqliteReaders readers;
    private final SqliteReads reads;
    private final Interrupts interrupts;
    private final Turns turns;

    SqliteSearch(SqliteFile file, SqliteReaders readers, SqliteReads reads, Interrupts interrupts, Turns turns) {
        this.file = file;
        this.readers = readers;
        this.reads = reads;
        this.interrupts = interrupts;
        this.turns = turns;
    }

    /** FTS5 has the stemmer of Porter, which is for English. */
    @Override
    public Set<String> languages() {
        return Set.of(ENGLISH);
    }

    @Override
    public void index(DatasetId dataset, List<String> fields, Optional<String> language) throws InterruptedException {
        language.ifPresent(this::requireKnown);
        turns.change("indexing the words of " + dataset, connection -> {
            Schema schema =
                    reads.describe(SqliteSession.within(connection), dataset).schema();
            requireText(schema, fields);
            SearchTables tables = new SearchTables(connection);
            tables.drop(dataset);
            tables.create(schema, fields, language);
            return true;
        });
    }

    @Override
    public void dropIndex(DatasetId dataset) throws InterruptedException {
        if (!file.isYetToCome()) {
            turns.change("removing the index of " + dataset, connection -> {
                new SearchTables(connection).drop(dataset);
                return true;
            });
        }
    }

    @Override
    public List<Hit> search(SearchRequest request) throws InterruptedException {
        try (SqliteSession session = readers.begin()) {
            Schema schema = reads.describe(session, request.dataset()).schema();
            SearchTables.Index index = new SearchTables(session.connection())
                    .find(request.dataset())
                    .orElseThrow(() ->
                            refused(request.dataset(), "has no search index. Make its text fields searchable first."));
            request.language().ifPresent(this::requireKnown);
            if (request.language().isPresent() && !request.language().equals(index.language())) {
                throw refused(
                        request.dataset(), "is indexed without this language. Leave the language out, or index anew.");
            }
            String question = question(request, index);
            return question.isEmpty() ? List.of() : hits(session, schema, index, question, request.limit());
        } catch (SQLException e) {
            throw SqliteErrors.explain(file.path(), "searching in " + request.dataset(), e);
        }
    }

    /** In FTS5's own language: {@code {c0 c1} : ("red boat" AND "sails")}; a word holds letters, digits and marks alone. */
    private String question(SearchRequest request, SearchTables.Index index) {
        List<String> columns = new ArrayList<>();
        for (String field : request.fields().isEmpty() ? index.fields() : request.fields()) {
            int column = index.fields().indexOf(field);
            if (column < 0) {
                throw refused(
                        request.dataset(), "is not searchable in \"" + field + "\", only in " + index.fields() + ".");
            }
            columns.add("c" + column);
        }
        List<String> phrases = request.phrases().stream()
                .map(words -> '"' + String.join(" ", words) + '"')
                .toList();
        return phrases.isEmpty() ? "" : "{" + String.join(" ", columns) + "} : (" + String.join(" AND ", phrases) + ")";
    }

    private List<Hit> hits(SqliteSession session, Schema schema, SearchTables.Index index, String question, int limit)
            throws SQLException, InterruptedException {
        Map<RecordKey, Double> scores = new LinkedHashMap<>();
        Sql sql = Sql.of("SELECT naust_w.rank, "
                + SearchTables.columns("k", schema.key().size()) + " FROM "
                + index.words() + " AS naust_w JOIN " + index.keys() + " ON n = naust_w.rowid WHERE " + index.words()
                + " MATCH ? ORDER BY naust_w.rank LIMIT ?");
        try (PreparedStatement query = Statements.prepare(session.connection(), sql)) {
            query.setString(1, question);
            query.setInt(2, limit);
            try (ResultSet rows = interrupts.run(query, query::executeQuery)) {
                while (rows.next()) {
                    scores.put(KeyCells.key(rows, 2, schema), -rows.getDouble(1));
                }
            }
        }
        Map<RecordKey, DataRecord> records = reads.findAll(session, schema, List.copyOf(scores.keySet()));
        List<Hit> hits = new ArrayList<>();
        scores.forEach((key, score) -> {
            DataRecord record = records.get(key);
            if (record != null) {
                hits.add(new Hit(record, score));
            }
        });
        return hits;
    }

    private void requireText(Schema schema, List<String> fields) {
        if (schema.shape() != Shape.TABLE || schema.key().isEmpty()) {
            throw refused(schema.id(), "has no primary key to find records by. Give it one to make it searchable.");
        }
        Set<String> text = schema.fields().stream()
                .filter(field -> field.type().kind() == Kind.TEXT)
                .map(Field::name)
                .collect(Collectors.toSet());
        if (fields.isEmpty() || !text.containsAll(fields)) {
            throw refused(
                    schema.id(), "can be made searchable in its text columns " + text + ", not in " + fields + ".");
        }
    }

    private void requireKnown(String language) {
        if (!language.equals(ENGLISH)) {
            throw new StoreException(
                    SqliteErrorCode.REFUSED,
                    "SQLite knows the endings of words in english only, not in \"" + language
                            + "\". Leave the language out to take words as they are.");
        }
    }

    private StoreException refused(DatasetId dataset, String why) {
        return new StoreException(
                SqliteErrorCode.REFUSED, "SQLite file " + file.path() + ": table " + dataset + " " + why);
    }
}
