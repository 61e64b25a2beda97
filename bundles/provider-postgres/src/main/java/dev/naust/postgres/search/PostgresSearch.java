package dev.naust.postgres.search;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Kind;
import dev.naust.api.store.Search;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.catalogue.Catalogue;
import dev.naust.postgres.catalogue.PostgresNames;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import dev.naust.postgres.copy.CopyReader;
import dev.naust.postgres.copy.ScoredRows;
import dev.naust.postgres.type.Base;
import dev.naust.postgres.type.Column;
import dev.naust.postgres.type.PostgresDialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Searches with a GIN index over the words of some columns, which the server keeps current. A question's text reaches the server
 * as a literal of {@code plainto_tsquery} and {@code phraseto_tsquery}, which know no operators. Safe for use by several threads.
 */
public final class PostgresSearch implements Search {
    /** The configuration that takes words as they are, but for their case. */
    private static final String NO_LANGUAGE = "simple";

    private static final Sql LANGUAGES = Sql.of("SELECT cfgname FROM pg_catalog.pg_ts_config"
            + " WHERE cfgnamespace = 'pg_catalog'::regnamespace AND cfgname <> 'simple'");

    private final Sessions sessions;

    /** @param sessions of the store, or of the transaction that this is part of */
    public PostgresSearch(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Set<String> languages() {
        try (Session session = sessions.open()) {
            return session.run("Listing the languages", () -> languages(session));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    PostgresErrorCode.TIMEOUT, "The call was interrupted before the server answered. Try again.", e);
        }
    }

    private static Set<String> languages(Session session) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = Statements.query(statement, LANGUAGES)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Override
    public void index(DatasetId dataset, List<String> fields, Optional<String> language) throws InterruptedException {
        try (Session session = sessions.open()) {
            session.run("Making " + dataset + " searchable", () -> {
                Table table = table(session, dataset);
                requireText(table, fields);
                String wanted = known(session, language);
                lock(session, table);
                Optional<SearchIndex> before = SearchIndex.of(session.connection(), table.oid());
                if (before.isEmpty() || !before.get().isFor(fields, wanted)) {
                    if (before.isPresent()) {
                        before.get().drop(session.connection());
                    }
                    SearchIndex.create(session.connection(), dataset, free(session, dataset), fields, wanted);
                }
                session.commit();
                return true;
            });
        }
    }

    private static String free(Session session, DatasetId dataset) throws SQLException {
        String schema = dataset.path().get(0);
        Set<String> taken =
                new Catalogue(session.connection()).relations(List.of(schema)).getOrDefault(schema, Set.of());
        return PostgresNames.apart(PostgresNames.fit(dataset.name() + "_naust_search"), taken);
    }

    /** One at a time makes or removes an index of a table, and none waits for long. */
    private static void lock(Session session, Table table) throws SQLException {
        session.execute(Sql.of("SET LOCAL lock_timeout = '30s'"));
        session.execute(
                Sql.of("LOCK TABLE " + PostgresDialect.INSTANCE.table(table.id()) + " IN SHARE UPDATE EXCLUSIVE MODE"));
    }

    private static Table table(Session session, DatasetId dataset) throws SQLException {
        Table table = new Catalogue(session.connection())
                .find(dataset)
                .orElseThrow(() -> new StoreException(
                        PostgresErrorCode.NO_COLLECTION,
                        "There is no table or view " + dataset + ". Check its schema and name, case included."));
        if (table.kind() != 'r' && table.kind() != 'p') {
            throw new StoreException(
                    PostgresErrorCode.NOT_SEARCHABLE,
                    dataset + " is no table of this server, and has no index. Search the tables that it shows.");
        }
        return table;
    }

    private static void requireText(Table table, List<String> fields) {
        if (fields.isEmpty()) {
            throw new StoreException(
                    PostgresErrorCode.NOT_SEARCHABLE,
                    "No field of " + table.id() + " was named. Name those to search.");
        }
        for (String field : fields) {
            Column column = table.columns().stream()
                    .filter(each -> each.name().equals(field))
                    .findFirst()
                    .orElseThrow(() -> new StoreException(
                            PostgresErrorCode.NO_FIELD,
                            "The table " + table.id() + " has no column \"" + field + "\". Look at its schema again."));
            Base base = column.type().base();
            if (base.kind() != Kind.TEXT || base == Base.ENUM) {
                throw new StoreException(
                        PostgresErrorCode.NOT_SEARCHABLE,
                        "The column \"" + field + "\" of " + table.id() + " is "
                                + column.type().declared() + ", and only text has words. Leave it out.");
            }
        }
    }

    private static String known(Session session, Optional<String> language) throws SQLException {
        if (language.isEmpty()) {
            return NO_LANGUAGE;
        }
        Set<String> languages = languages(session);
        if (!languages.contains(language.get())) {
            throw new StoreException(
                    PostgresErrorCode.NOT_SEARCHABLE,
                    "The server does not know the language \"" + language.get() + "\". It knows "
                            + String.join(", ", languages) + ".");
        }
        return language.get();
    }

    @Override
    public void dropIndex(DatasetId dataset) throws InterruptedException {
        try (Session session = sessions.open()) {
            session.run("Removing the search index of " + dataset, () -> {
                Table table = table(session, dataset);
                lock(session, table);
                Optional<SearchIndex> index = SearchIndex.of(session.connection(), table.oid());
                if (index.isPresent()) {
                    index.get().drop(session.connection());
                }
                session.commit();
                return true;
            });
        }
    }

    @Override
    public List<Hit> search(SearchRequest request) throws InterruptedException {
        DatasetId dataset = request.dataset();
        try (Session session = sessions.open()) {
            CopyReader.prepare(session);
            return session.run("Searching " + dataset, () -> {
                Table table = table(session, dataset);
                SearchIndex index = SearchIndex.of(session.connection(), table.oid())
                        .orElseThrow(() -> new StoreException(
                                PostgresErrorCode.NO_SEARCH_INDEX,
                                dataset + " has no search index. Make one over the fields to search."));
                String language = request.language().isEmpty() ? index.language() : known(session, request.language());
                return hits(session, table, index, language, request);
            });
        }
    }

    private static List<Hit> hits(
            Session session, Table table, SearchIndex index, String language, SearchRequest request)
            throws SQLException {
        List<String> fields = request.fields().isEmpty() ? index.fields() : request.fields();
        for (String field : fields) {
            if (!index.fields().contains(field)) {
                throw new StoreException(
                        PostgresErrorCode.NO_SEARCH_INDEX,
                        "The field \"" + field + "\" of " + table.id() + " is not searchable; these are: "
                                + String.join(", ", index.fields()) + ". Make an index that has it.");
            }
        }
        Words words = new Words(language);
        Question question = Question.of(request.text());
        Sql query = words.query(question);
        boolean ofIndex = language.equals(index.language());
        boolean all = ofIndex && Set.copyOf(fields).equals(Set.copyOf(index.fields()));
        Sql vector = all ? index.vector() : words.vector(fields);
        List<Sql> conditions = new ArrayList<>();
        if (ofIndex) {
            conditions.add(Sql.of("(" + index.vector() + ") @@ " + query));
        }
        if (!all) {
            conditions.add(Sql.of("(" + vector + ") @@ " + query));
        }
        conditions.addAll(words.phrasesWithinOne(question, fields));
        Sql where = Sql.join(conditions, " AND ");
        Sql score = Sql.of("pg_catalog.ts_rank(" + vector + ", " + query + ", 1)::float8");
        return ScoredRows.read(session, table, score, where, request.limit());
    }
}
