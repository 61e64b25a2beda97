package dev.naust.sqlserver;

import com.microsoft.sqlserver.jdbc.ISQLServerConnection;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.TimeSortedIds;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Footing;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.Lookup;
import dev.naust.api.store.Queue;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures;
import dev.naust.api.store.Transactions;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import dev.naust.jdbc.KnownTables;
import dev.naust.jdbc.SqlQueue;
import dev.naust.json.JsonValues;
import dev.naust.sqlserver.catalogue.Catalogue;
import dev.naust.sqlserver.catalogue.SqlServerTypes;
import dev.naust.sqlserver.catalogue.Table;
import dev.naust.sqlserver.connection.Connections;
import dev.naust.sqlserver.connection.Session;
import dev.naust.sqlserver.connection.Sessions;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.copy.TableReader;
import dev.naust.sqlserver.copy.Writers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An open database in Azure SQL or SQL Server, or the face of one inside of a transaction. */
final class SqlServerStore implements Store, Lookup, Transactions {
    /** A statement takes 2,100 parameters at most. */
    private static final int FOUND_AT_ONCE = 250;

    private final Connections connections;
    private final Sessions sessions;
    private final KnownTables<Table> tables;
    private final String schema;
    private final boolean bound;
    private final JsonValues json = new JsonValues();
    private final Queue queue;
    private volatile boolean ended;

    private SqlServerStore(
            Connections connections, Sessions sessions, KnownTables<Table> tables, String schema, boolean bound) {
        this.connections = connections;
        this.sessions = sessions;
        this.tables = tables;
        this.schema = schema;
        this.bound = bound;
        this.queue = new SqlQueue(
                new QueueTurns(),
                new SqlServerQueueDialect(),
                new SqlQueue.JsonText(json::write, json::readObject),
                new TimeSortedIds(Clock.systemUTC()));
    }

    /** Opens a store; it connects when it is first used. */
    static SqlServerStore open(SqlServerSettings settings) {
        Connections connections = new Connections(settings.source(), settings.pool(), settings.errors());
        return new SqlServerStore(connections, connections, new KnownTables<>(), settings.schema(), false);
    }

    private Session session() {
        if (ended) {
            throw connections.errors().closed();
        }
        return sessions.open();
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
        return session.run("Looking up " + id, () -> tables.find(new Catalogue(session.connection()), id))
                .orElseThrow(() -> none(id));
    }

    private StoreException none(DatasetId id) {
        return new StoreException(
                SqlServerErrorCode.NO_COLLECTION,
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
        return ask("Listing the tables", Catalogue::datasets);
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
    public RecordReader read(ReadRequest request) {
        Session session = session();
        try {
            isolate(session);
            return TableReader.open(session, sessions, known(session, request.dataset()), request);
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
            isolate(session);
            counted = TableReader.count(session, known(session, request.dataset()), request);
        }
        return counted.isPresent() ? counted.getAsLong() : Store.super.count(request);
    }

    /** Readers see one state, and keep nobody out, where the database keeps older versions of its rows. */
    private void isolate(Session session) throws InterruptedException {
        if (session.isShared()) {
            return;
        }
        session.run("Beginning to read", () -> {
            if (new Catalogue(session.connection()).hasSnapshots()) {
                session.connection().commit();
                session.connection().setTransactionIsolation(ISQLServerConnection.TRANSACTION_SNAPSHOT);
            }
            return true;
        });
    }

    @Override
    public RecordWriter write(WriteRequest request) {
        Session session = session();
        try {
            DatasetId id = request.schema().id();
            Table table = request.fresh() ? described(session, id) : known(session, id);
            return Writers.open(session, connections.errors(), table, request);
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
        return new SqlServerTypes();
    }

    @Override
    public Optional<Lookup> lookup() {
        return Optional.of(this);
    }

    @Override
    public Optional<Transactions> transactions() {
        return Optional.of(this);
    }

    @Override
    public Optional<dev.naust.api.store.Sql> sql() {
        return Optional.of(new SqlServerSql(this::session));
    }

    @Override
    public Optional<Queue> queue() {
        return Optional.of(queue);
    }

    private <T> T turn(String task, SqlQueue.Work<T> work) throws InterruptedException {
        try (Session session = session()) {
            T result = session.run(task, () -> work.run(session.connection()));
            session.run(task, () -> {
                session.commit();
                return true;
            });
            return result;
        }
    }

    @Override
    public Optional<SchemaEditing> schemaEditing() {
        return Optional.of(new SqlServerSchemaEditing(this::session, schema));
    }

    /** Inside of a transaction it is too late to ask. */
    @Override
    public Optional<Footing> footing() {
        return bound ? Optional.empty() : Optional.of(new SqlServerFooting(this::session, schema));
    }

    @Override
    public Optional<Structures> structures() {
        return bound ? Optional.empty() : Optional.of(new SqlServerStructures(this::session));
    }

    @Override
    public Optional<DataRecord> find(DatasetId dataset, RecordKey key) {
        ReadRequest request = ReadRequest.of(dataset).where(having(key)).streamingAbove(Integer.MAX_VALUE);
        try (RecordReader reader = read(request)) {
            // Two, so that the answer is read to its end, and nothing of it has to be cancelled.
            return reader.next(2, Long.MAX_VALUE).records().stream().findFirst();
        } catch (InterruptedException e) {
            throw Interruption.notAllowed(e);
        }
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
        List<RecordKey> wanted = keys.stream().filter(key -> !key.isNone()).toList();
        List<DataRecord> found = new ArrayList<>();
        for (int from = 0; from < wanted.size(); ) {
            int fields = wanted.get(from).names().size();
            int to = Math.min(wanted.size(), from + Math.max(1, FOUND_AT_ONCE / fields));
            ReadRequest request = ReadRequest.of(dataset)
                    .where(anyOf(wanted.subList(from, to)))
                    .streamingAbove(Integer.MAX_VALUE);
            try (RecordReader reader = read(request)) {
                boolean last = false;
                while (!last) {
                    Batch batch = reader.next(FOUND_AT_ONCE, Long.MAX_VALUE);
                    found.addAll(batch.records());
                    last = batch.last();
                }
            }
            from = to;
        }
        return found;
    }

    private static Filter anyOf(List<RecordKey> keys) {
        List<Filter> each = keys.stream().map(SqlServerStore::having).toList();
        return each.size() == 1 ? each.get(0) : new Filter.Or(each);
    }

    @Override
    public <T> T inTransaction(Work<T> work) throws InterruptedException {
        return inTransaction(Isolation.DEFAULT, work);
    }

    @Override
    public Isolation againstLostChanges() {
        return Isolation.REPEATABLE_READ;
    }

    @Override
    public <T> T inTransaction(Isolation isolation, Work<T> work) throws InterruptedException {
        try (Session session = session()) {
            return bound ? nested(session, isolation, work) : outermost(session, isolation, work);
        }
    }

    private <T> T outermost(Session session, Isolation isolation, Work<T> work) throws InterruptedException {
        int level = level(isolation);
        if (level != Connection.TRANSACTION_READ_COMMITTED) {
            session.run("Beginning a transaction", () -> {
                session.connection().setTransactionIsolation(level);
                return true;
            });
        }
        T result = within(session, work);
        session.run("Committing", () -> {
            session.commit();
            return true;
        });
        return result;
    }

    /** The pool puts a connection's isolation back when it returns. */
    private static int level(Isolation isolation) {
        return switch (isolation) {
            case DEFAULT, READ_COMMITTED -> Connection.TRANSACTION_READ_COMMITTED;
            case REPEATABLE_READ -> Connection.TRANSACTION_REPEATABLE_READ;
            case SERIALIZABLE -> Connection.TRANSACTION_SERIALIZABLE;
        };
    }

    private <T> T nested(Session session, Isolation isolation, Work<T> work) throws InterruptedException {
        if (isolation != Isolation.DEFAULT) {
            throw new StoreException(
                    CommonError.UNSUPPORTED,
                    "A transaction inside another has its isolation; leave the choice out instead of asking for "
                            + isolation);
        }
        Savepoint before =
                session.run("Setting a savepoint", () -> session.connection().setSavepoint());
        boolean kept = false;
        try {
            T result = within(session, work);
            kept = true;
            return result;
        } finally {
            if (!kept) {
                session.run("Undoing an inner transaction", () -> {
                    session.connection().rollback(before);
                    return true;
                });
            }
        }
    }

    private <T> T within(Session session, Work<T> work) throws InterruptedException {
        SqlServerStore inside = new SqlServerStore(connections, () -> connections.share(session), tables, schema, true);
        try {
            return work.run(inside);
        } finally {
            inside.close();
        }
    }

    @Override
    public void close() {
        ended = true;
        if (!bound) {
            connections.close();
        }
    }

    /** Looking is a transaction like changing: the server counts neither. */
    private final class QueueTurns implements SqlQueue.Turns {
        @Override
        public <T> T change(String task, SqlQueue.Work<T> work) throws InterruptedException {
            return turn(task, work);
        }

        @Override
        public <T> T read(String task, SqlQueue.Work<T> work) throws InterruptedException {
            return turn(task, work);
        }
    }
}
