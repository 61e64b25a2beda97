package dev.naust.migration.version;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Divides files into statements for one technology, and says which cannot run in a transaction. */
record Scripts(String technology) {
    /** The technology whose files hold commands in JSON. */
    static final String MONGODB = "mongodb";

    private static final Pattern NOT_POSTGRES = Pattern.compile(
            "(?is)^(?:(?:CREATE\\s+(?:UNIQUE\\s+)?|DROP\\s+)INDEX\\s+CONCURRENTLY\\b|REINDEX\\b.*\\bCONCURRENTLY\\b|VACUUM\\b"
                    + "|(?:CREATE|DROP)\\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)\\b|ALTER\\s+SYSTEM\\b"
                    + "|ALTER\\s+TYPE\\b.*\\bADD\\s+VALUE\\b).*");
    private static final Pattern NOT_SQLITE =
            Pattern.compile("(?is)^(?:VACUUM|PRAGMA\\s+(?:foreign_keys|journal_mode|synchronous)|ATTACH|DETACH)\\b.*");
    private static final Pattern NOT_SQLSERVER = Pattern.compile(
            "(?is).*^\\s*(?:(?:CREATE|ALTER|DROP)\\s+(?:DATABASE(?!\\s+SCOPED)|FULLTEXT)\\b|BACKUP\\b|RESTORE\\b|RECONFIGURE\\b).*",
            Pattern.MULTILINE);
    /** In Transact-SQL a BEGIN alone is a bracket. */
    private static final Pattern OWN_SQLSERVER =
            Pattern.compile("(?is).*^\\s*(?:BEGIN\\s+TRAN(?:SACTION)?|COMMIT|ROLLBACK)\\b.*", Pattern.MULTILINE);

    private static final Pattern OWN = Pattern.compile("(?is)^(?:BEGIN|START\\s+TRANSACTION|COMMIT|ROLLBACK)\\b.*");

    /**
     * A file made ready.
     *
     * @param note why it does not run in a transaction; empty when it does
     */
    record Prepared(List<StatementSplitter.Statement> statements, boolean transactional, String note) {}

    Prepared prepare(ScriptFile file) {
        boolean commands = technology.equals(MONGODB);
        if (commands != file.isJson()) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED,
                    "The file " + file.path() + " is none for this store, which takes "
                            + (commands ? "commands in .json files." : "SQL in .sql files."));
        }
        if (commands) {
            return new Prepared(
                    commands(file),
                    false,
                    "MongoDB takes back no changes of its structure: when the file fails, what ran before it stays.");
        }
        List<StatementSplitter.Statement> statements = StatementSplitter.split(file.text(), technology);
        boolean batches = technology.equals("sqlserver");
        Pattern refused = technology.equals("sqlite") ? NOT_SQLITE : batches ? NOT_SQLSERVER : NOT_POSTGRES;
        Pattern own = batches ? OWN_SQLSERVER : OWN;
        String note = file.alone() ? "Its settings say that it runs outside of a transaction." : "";
        for (StatementSplitter.Statement statement : statements) {
            if (note.isEmpty() && own.matcher(statement.text()).matches()) {
                note = "It begins and ends transactions itself.";
            } else if (note.isEmpty() && refused.matcher(statement.text()).matches()) {
                note = "The statement in line " + statement.line()
                        + " cannot run in a transaction: when the file fails," + " what ran before it stays.";
            }
        }
        return new Prepared(statements, note.isEmpty(), note);
    }

    /** The commands of a file, one or a list; a command's line is its place in it. */
    private static List<StatementSplitter.Statement> commands(ScriptFile file) {
        JsonValues json = new JsonValues();
        try {
            Value read = json.read(file.text());
            List<Value> commands = read instanceof Value.Array list ? list.items() : List.of(read);
            List<StatementSplitter.Statement> statements = new ArrayList<>();
            for (Value each : commands) {
                if (!(each instanceof Document)) {
                    throw new StoreException(
                            ServiceError.SCHEMA_BLOCKED,
                            "The file " + file.path() + " must be a command, or a list of commands, such as"
                                    + " {\"create\": \"people\"}.");
                }
                statements.add(new StatementSplitter.Statement(json.write(each), statements.size() + 1));
            }
            return statements;
        } catch (MalformedJsonException e) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED, "The file " + file.path() + " is no JSON: " + e.getMessage(), e);
        }
    }
}
