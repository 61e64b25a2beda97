package dev.naust.postgres;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Identity;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.Messages;
import dev.naust.api.store.Queue;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Scrubbing;
import dev.naust.api.store.Scrutiny;
import dev.naust.api.store.Search;
import dev.naust.api.store.Snapshots;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import dev.naust.jdbc.SqlQueue;
import dev.naust.json.JsonValues;
import dev.naust.postgres.catalogue.Catalogue;
import dev.naust.postgres.catalogue.DeclaredColumns;
import dev.naust.postgres.catalogue.PostgresTypes;
import dev.naust.postgres.catalogue.Table;
import dev.naust.postgres.changes.PostgresChangeFeed;
import dev.naust.postgres.connection.Connections;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import dev.naust.postgres.copy.CopyReader;
import dev.naust.postgres.copy.RowScrutiny;
import dev.naust.postgres.copy.Writers;
import dev.naust.postgres.message.PostgresMessages;
import dev.naust.postgres.search.PostgresSearch;
import dev.naust.postgres.type.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** An open PostgreSQL database, or the face of one inside of a transaction. */
final class PostgresStore implements Store, Lookup {
    private static final int FOUND_AT_ONCE = 250;

    private final Shared shared;
    private final Connections connections;
    private final Sessions sessions;
    private final boolean bound;
    private final SeenTables seen;
    private final JsonValues json = new JsonValues();
    private final Queue queue;
    private volatile boolean ended;

    /** @param seen the tables that the transaction has looked up whose face this is */
    private PostgresStore(Shared shared, Sessions sessions, boolean bound, SeenTables seen) {
        this.shared = shared;
        this.connections = shared.connections();
        this.sessions = sessions;
        this.bound = bound;
        this.seen = seen;
        this.queue = new SqlQueue(
                new QueueTurns(),
                new PostgresQueueDialect(),
                new SqlQueue.JsonText(json::write, json::readObject),
                new TimeSortedIds(Clock.systemUTC()));
    }

    /** Opens a store; it connects when it is first used. */
    static PostgresStore open(PostgresSettings settings, Access access) {
        Shared shared = Shared.of(settings, access);
        return new PostgresStore(shared, shared.connections(), false, SeenTables.none());
    }

    private Session session() {
        if (ended) {
            throw connections.errors().closed();
        }
        return sessions.open();
    }

    /** A session for whatever may change tables. */
    private Session editing() {
        seen.forget();
        return session();
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Catalogue catalogue) throws SQLException;
    }

    private <T> T ask(String task, Question<T> question) {
        try (Session session = session()) {
            return session.run(task, () -> question.ask(new Catalogue(session.connection())));
        } catch (InterruptedException e) {
            throw Interruption.notAllowed(e);
        }
    }

    /** The table as it is now, asked for anew. */
    private Table described(Session session, DatasetId id) throws InterruptedException {
        return session.run("Looking up " + id, () -> new Catalogue(session.connection()).find(id))
                .orElseThrow(() -> none(id));
    }

    /** The table's columns as they are now; what hangs on the table may have changed since it was last described. */
    private Table known(Session session, DatasetId id) throws InterruptedException {
        Optional<Table> before = seen.find(id);
        if (before.isPresent()) {
            return before.get();
        }
        Table table = session.run(
                        "Looking up " + id, () -> shared.tables().find(new Catalogue(session.connection()), id))
                .orElseThrow(() -> none(id));
        seen.note(id, table);
        return table;
    }

    private StoreException none(DatasetId id) {
        return new StoreException(
                PostgresErrorCode.NO_COLLECTION,
                connections.errors().server() + " has no table or view " + id
                        + ", or your user may not see it. Check its schema and name, case included.");
    }

    @Override
    public void check(Duration timeout) {
        if (ended) {
            throw connections.errors().closed();
        }
        if (bound) {
            ask("Checking", catalogue -> true);
        } else {
            connections.check(timeout);
        }
    }

    @Override
    public List<Dataset> datasets() {
        return ask("Listing the tables", Catalogue::datasets).stream()
                .filter(dataset ->
                        !shared.access().hidden().contains(dataset.id().path().get(0)))
                .toList();
    }

    @Override
    public Schema describe(DatasetId id) {
        try (Session session = session()) {
            return described(session, id).schema();
        } catch (InterruptedException e) {
            throw Interruption.notAllowed(e);
        }
    }

    @Override
    public Schema outline(DatasetId id) {
        try (Session session = session()) {
            return known(session, id).schema();
        } catch (InterruptedException e) {
            throw Interruption.notAllowed(e);
        }
    }

    @Override
    public RecordReader read(ReadRequest request) {
        Session session = session();
        try {
            CopyReader.prepare(session);
            return CopyReader.open(session, connections, known(session, request.dataset()), request);
        } catch (InterruptedException e) {
            session.close();
            throw Interruption.notAllowed(e);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public long count(ReadRequest request) throws InterruptedException {
        OptionalLong counted;
        try (Session session = session()) {
            CopyReader.prepare(session);
            counted = CopyReader.count(session, known(session, request.dataset()), request);
        }
        return counted.isPresent() ? counted.getAsLong() : Store.super.count(request);
    }

    /** Which transactions have ended; those that only read do not count. */
    @Override
    public Optional<String> changeMark() throws InterruptedException {
        try (Session session = session()) {
            return session.run("Looking for changes", () -> {
                try (Statement statement = session.connection().createStatement();
                        ResultSet row = dev.naust.jdbc.Statements.query(
                                statement, dev.naust.jdbc.Sql.of("SELECT pg_catalog.txid_current_snapshot()::text"))) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            });
        }
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        Session session = session();
        try {
            boolean unicode = "UTF8".equals(session.driver().getParameterStatus("server_encoding"));
            DatasetId id = request.schema().id();
            Table table = request.fresh() ? described(session, id) : known(session, id);
            return Writers.open(session, table, request, unicode);
        } catch (InterruptedException e) {
            session.close();
            throw Interruption.notAllowed(e);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public TypeMapper types() {
        return new PostgresTypes(new Once<Map<String, ColumnType>>(() -> ask("Listing the types", Catalogue::types)));
    }

    @Override
    public Optional<Lookup> lookup() {
        return Optional.of(this);
    }

    @Override
    public Optional<Transactions> transactions() {
        return Optional.of(new PostgresTransactions(
                shared, this::session, bound, seen, (inside, known) -> new PostgresStore(shared, inside, true, known)));
    }

    @Override
    public Optional<dev.naust.api.store.Sql> sql() {
        return Optional.of(new PostgresSql(this::editing));
    }

    @Override
    public Optional<Structures> structures() {
        return bound ? Optional.empty() : Optional.of(new PostgresStructures(this::session));
    }

    @Override
    public Optional<Search> search() {
        return Optional.of(new PostgresSearch(this::editing));
    }

    @Override
    public Optional<Messages> messages() {
        return shared.access().listens()
                ? Optional.of(new PostgresMessages(this::session, shared.listeners()))
                : Optional.empty();
    }

    @Override
    public Optional<ChangeFeed> changeFeed() {
        return bound || !shared.access().decodes()
                ? Optional.empty()
                : Optional.of(new PostgresChangeFeed(connections));
    }

    @Override
    public Optional<Snapshots> snapshots() {
        return bound
                ? Optional.empty()
                : Optional.of(new PostgresSnapshots(
                        connections, sees -> new PostgresStore(shared, sees, true, SeenTables.none())));
    }

    @Override
    public Optional<Footing> footing() {
        return bound ? Optional.empty() : Optional.of(new PostgresFooting(this::session, shared.schema()));
    }

    @Override
    public Optional<Scrutiny> scrutiny() {
        return Optional.of(this::refused);
    }

    private List<Rejected> refused(Schema schema, List<DataRecord> records) throws InterruptedException {
        try (Session session = session()) {
            return session.run("Judging records for " + schema.id(), () -> {
                Catalogue catalogue = new Catalogue(session.connection());
                Optional<Table> there = catalogue.find(schema.id());
                RowScrutiny scrutiny = there.isPresent()
                        ? RowScrutiny.of(session.connection(), there.get(), schema)
                        : RowScrutiny.of(
                                session.connection(), new DeclaredColumns(catalogue.types()).of(schema), schema);
                return scrutiny.refused(records);
            });
        }
    }

    @Override
    public Optional<Identity> identity() {
        return bound ? Optional.empty() : Optional.of(new PostgresIdentity(connections));
    }

    @Override
    public Optional<Queue> queue() {
        return Optional.of(queue);
    }

    @Override
    public Optional<Scrubbing> scrubbing() {
        return bound ? Optional.empty() : Optional.of(new PostgresScrubbing(this::session));
    }

    private <T> T turn(String task, SqlQueue.Work<T> work) throws InterruptedException {
        try (Session session = editing()) {
            T result = session.run(task, () -> work.run(session.connection()));
            session.run(task, () -> {
                session.commit();
                return true;
            });
            return result;
        }
    }

    /** One statement that the server commits by itself. */
    private <T> T alone(String task, SqlQueue.Work<T> work) throws InterruptedException {
        try (Session session = session()) {
            return session.run(task, () -> {
                session.connection().setAutoCommit(true);
                try {
                    return work.run(session.connection());
                } finally {
                    session.connection().setAutoCommit(false);
                }
            });
        }
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        return Optional.of(new PostgresSchemaEditing(this::editing, shared.schema()));
    }

    private static Filter having(RecordKey key) {
        List<Filter> parts = new ArrayList<>();
        for (int i = 0; i < key.names().size(); i++) {
            Value value = key.values().get(i);
            parts.add(Filter.eq(key.names().get(i), value));
        }
        return parts.size() == 1 ? parts.get(0) : new Filter.And(parts);
    }

    @Override
    public List<DataRecord> findAll(DatasetId dataset, List<RecordKey> keys) throws InterruptedException {
        List<Filter> wanted = keys.stream()
                .filter(key -> !key.isNone())
                .map(PostgresStore::having)
                .toList();
        List<DataRecord> found = new ArrayList<>();
        for (int from = 0; from < wanted.size(); from += FOUND_AT_ONCE) {
            ReadRequest request = ReadRequest.of(dataset)
                    .where(new Filter.Or(wanted.subList(from, Math.min(wanted.size(), from + FOUND_AT_ONCE))))
                    .streamingAbove(Integer.MAX_VALUE);
            try (RecordReader reader = read(request)) {
                boolean last = false;
                while (!last) {
                    Batch batch = reader.next(FOUND_AT_ONCE, Long.MAX_VALUE);
                    found.addAll(batch.records());
                    last = batch.last();
                }
            }
        }
        return found;
    }

    @Override
    public Optional<DataRecord> find(DatasetId dataset, RecordKey key) {
        ReadRequest request = ReadRequest.of(dataset).where(having(key)).streamingAbove(Integer.MAX_VALUE);
        try (RecordReader reader = read(request)) {
            return reader.next(1, Long.MAX_VALUE).records().stream().findFirst();
        } catch (InterruptedException e) {
            throw Interruption.notAllowed(e);
        }
    }

    @Override
    public String without(Capability capability) {
        return switch (capability) {
            case PUBSUB ->
                "A pooler that shares sessions hears no messages; choose the pooler \"session\" or \"direct\"";
            case CHANGES ->
                bound
                        ? "A transaction does not follow changes; use the store itself"
                        : "A pooler passes no changes on; choose the pooler \"direct\"";
            case FILES -> "PostgreSQL keeps no files; use a store that does, or records with bytes";
            default -> Store.super.without(capability);
        };
    }

    @Override
    public void close() {
        ended = true;
        if (!bound) {
            shared.close();
        }
    }

    /** Looking is a transaction like changing: the server counts neither. */
    private final class QueueTurns implements SqlQueue.Turns {
        @Override
        public <T> T change(String task, SqlQueue.Work<T> work) throws InterruptedException {
            return turn(task, work);
        }

        @Override
        public <T> T single(String task, SqlQueue.Work<T> work) throws InterruptedException {
            return bound ? turn(task, work) : alone(task, work);
        }

        @Override
        public <T> T read(String task, SqlQueue.Work<T> work) throws InterruptedException {
            return turn(task, work);
        }
    }
}
