package dev.naust.migration.version;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures.Session;
import dev.naust.migration.schema.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The table in which a store remembers what was run, in the form that Flyway gives it, so that both can work on it. */
final class HistoryTable implements History {
    static final String NAME = "flyway_schema_history";
    private static final Duration SHORT = Duration.ofSeconds(30);
    /** Flyway's own lock is this number and the hash of the table's quoted name. */
    private static final long MAGIC = (0x46L << 40) + (0x6CL << 32) + (0x79L << 24) + (0x77 << 16) + (0x61 << 8) + 0x79;

    private final Session session;
    private final Dialect dialect;
    private final String table;
    private final String schema;
    private final String name;
    private final String path;

    /**
     * A history that need not be there yet.
     *
     * @throws StoreException when the settings say that it is in a schema in which this session does not begin
     */
    HistoryTable(Session session, Dialect dialect, FlywaySettings settings) throws InterruptedException {
        this.session = session;
        this.dialect = dialect;
        this.name = settings.table();
        this.path = dialect == Dialect.POSTGRES ? here("current_setting('search_path')") : "";
        this.schema = switch (dialect) {
            case POSTGRES -> here("coalesce(current_schema(), 'public')");
            case SQLSERVER -> here("coalesce(SCHEMA_NAME(), 'dbo')");
            case SQLITE -> "";
        };
        this.table = schema.isEmpty() ? dialect.name(name) : dialect.name(DatasetId.of(schema, name));
        if (dialect != Dialect.SQLITE && !settings.schema().orElse(schema).equals(schema)) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED,
                    FlywaySettings.FILE + " says that the history is in the schema "
                            + settings.schema().orElse("")
                            + ", and the store's user begins in " + schema
                            + ". Let the user begin there (ALTER ROLE … SET search_path), or take the setting out.");
        }
    }

    private String here(String schemaNow) throws InterruptedException {
        return session.ask("SELECT " + schemaNow + " AS name").get(0).get("name");
    }

    @Override
    public long lock() {
        return MAGIC + table.hashCode();
    }

    @Override
    public boolean exists() throws InterruptedException {
        String question =
                switch (dialect) {
                    case POSTGRES ->
                        "SELECT 1 AS found FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = " + dialect.literal(schema) + " AND c.relname = "
                                + dialect.literal(name);
                    case SQLSERVER ->
                        "SELECT 1 AS found FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id WHERE s.name = "
                                + literal(schema) + " AND t.name = " + literal(name);
                    case SQLITE ->
                        "SELECT 1 AS found FROM sqlite_schema WHERE type = 'table' AND name = " + dialect.literal(name);
                };
        return !session.ask(question).isEmpty();
    }

    @Override
    public List<HistoryEntry> read() throws InterruptedException {
        if (!exists()) {
            return List.of();
        }
        List<HistoryEntry> entries = new ArrayList<>();
        for (Map<String, String> row : session.ask("SELECT * FROM " + table + " ORDER BY installed_rank")) {
            entries.add(new HistoryEntry(
                    Integer.parseInt(row.get("installed_rank")),
                    Optional.ofNullable(row.get("version")).map(VersionNumber::of),
                    row.getOrDefault("description", ""),
                    row.getOrDefault("type", "SQL"),
                    row.getOrDefault("script", ""),
                    row.containsKey("checksum")
                            ? OptionalInt.of(Integer.parseInt(row.get("checksum")))
                            : OptionalInt.empty(),
                    row.getOrDefault("installed_by", ""),
                    row.getOrDefault("installed_on", ""),
                    Integer.parseInt(row.getOrDefault("execution_time", "0")),
                    List.of("t", "1", "true").contains(row.getOrDefault("success", "f"))));
        }
        return entries;
    }

    @Override
    public void create() throws InterruptedException {
        if (exists()) {
            return;
        }
        String text = dialect == Dialect.SQLSERVER ? "NVARCHAR" : "VARCHAR";
        session.execute(
                "CREATE TABLE " + table + " (\n"
                        + "    \"installed_rank\" INT NOT NULL" + (dialect == Dialect.SQLITE ? " PRIMARY KEY" : "")
                        + ",\n"
                        + "    \"version\" " + text + "(50),\n"
                        + "    \"description\" " + text + "(200) NOT NULL,\n"
                        + "    \"type\" " + text + "(20) NOT NULL,\n"
                        + "    \"script\" " + text + "(1000) NOT NULL,\n"
                        + "    \"checksum\" INT,\n"
                        + "    \"installed_by\" " + text + "(100) NOT NULL,\n"
                        + "    \"installed_on\" "
                        + switch (dialect) {
                            case POSTGRES -> "TIMESTAMP NOT NULL DEFAULT now()";
                            case SQLSERVER -> "DATETIME NOT NULL DEFAULT GETDATE()";
                            case SQLITE -> "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now'))";
                        }
                        + ",\n"
                        + "    \"execution_time\" INT NOT NULL,\n"
                        + "    \"success\" " + (dialect == Dialect.SQLSERVER ? "BIT" : "BOOLEAN") + " NOT NULL"
                        + (dialect == Dialect.SQLITE
                                ? ""
                                : ",\n    CONSTRAINT " + dialect.name(name + "_pk")
                                        + " PRIMARY KEY (\"installed_rank\")")
                        + "\n)",
                SHORT);
        session.execute("CREATE INDEX " + dialect.name(name + "_s_idx") + " ON " + table + " (\"success\")", SHORT);
    }

    @Override
    public void add(HistoryEntry entry) throws InterruptedException {
        String yes = dialect == Dialect.POSTGRES ? "TRUE" : "1";
        String no = dialect == Dialect.POSTGRES ? "FALSE" : "0";
        session.execute(
                "INSERT INTO " + table + " (\"installed_rank\", \"version\", \"description\", \"type\", \"script\","
                        + " \"checksum\", \"installed_by\", \"execution_time\", \"success\") VALUES (" + entry.rank()
                        + ", "
                        + entry.version()
                                .map(version -> literal(version.text()))
                                .orElse("NULL") + ", "
                        + literal(cut(entry.description(), 200)) + ", " + literal(entry.type()) + ", "
                        + literal(cut(entry.script(), 1_000)) + ", "
                        + (entry.checksum().isPresent() ? "" + entry.checksum().getAsInt() : "NULL") + ", "
                        + literal(cut(entry.installedBy(), 100)) + ", " + entry.milliseconds() + ", "
                        + (entry.success() ? yes : no) + ")",
                SHORT);
    }

    @Override
    public void succeed(HistoryEntry entry) throws InterruptedException {
        session.execute(
                "UPDATE " + table + " SET \"success\" = " + (dialect == Dialect.POSTGRES ? "TRUE" : "1")
                        + ", \"execution_time\" = " + entry.milliseconds() + " WHERE \"installed_rank\" = "
                        + entry.rank(),
                SHORT);
    }

    @Override
    public boolean hasOthers() throws InterruptedException {
        return switch (dialect) {
            case POSTGRES ->
                !session.ask(
                                "SELECT 1 AS found FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                        + " WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname = " + literal(schema)
                                        + " AND c.relname <> " + literal(name) + " LIMIT 1")
                        .isEmpty();
            case SQLITE ->
                !session.ask("SELECT 1 AS found FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE"
                                + " 'sqlite~_%' ESCAPE '~' AND name <> " + literal(name) + " LIMIT 1")
                        .isEmpty();
            case SQLSERVER -> false;
        };
    }

    @Override
    public void settle() throws InterruptedException {
        if (dialect == Dialect.POSTGRES) {
            session.execute("RESET ROLE", SHORT);
            session.ask("SELECT pg_catalog.set_config('search_path', " + literal(path) + ", false) AS path");
        } else if (dialect == Dialect.SQLITE) {
            session.execute("PRAGMA foreign_keys = OFF", SHORT);
        }
    }

    @Override
    public void remove(HistoryEntry entry) throws InterruptedException {
        session.execute("DELETE FROM " + table + " WHERE \"installed_rank\" = " + entry.rank(), SHORT);
    }

    @Override
    public void setChecksum(HistoryEntry entry, int checksum) throws InterruptedException {
        session.execute(
                "UPDATE " + table + " SET \"checksum\" = " + checksum + " WHERE \"installed_rank\" = " + entry.rank(),
                SHORT);
    }

    private String literal(String text) {
        String literal = dialect.literal(text.replace("\0", "")).toString();
        // Without the mark Transact-SQL takes it for a text of the database's own code page.
        return dialect == Dialect.SQLSERVER && literal.startsWith("'") ? "N" + literal : literal;
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
