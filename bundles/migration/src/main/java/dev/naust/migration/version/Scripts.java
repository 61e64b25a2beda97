package dev.naust.migration.version;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Divides files into statements for one technology, and says which cannot run in a transaction. */
record Scripts(String technology) {
    /** The technology whose files hold commands in JSON. */
    static final String MONGODB = "mongodb";

    private static final String SQLSERVER = "sqlserver";

    private static final Pattern NOT_POSTGRES = Pattern.compile(
            "(?is)^(?:(?:CREATE\\s+(?:UNIQUE\\s+)?|DROP\\s+)INDEX\\s+CONCURRENTLY\\b|REINDEX\\b.*\\bCONCURRENTLY\\b|VACUUM\\b"
                    + "|REINDEX\\s+(?:\\([^)]*\\)\\s*)?(?:SCHEMA|DATABASE|SYSTEM)\\b|DISCARD\\s+ALL\\b"
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

    private static final Pattern OPENS = Pattern.compile("(?is)^(?:BEGIN|START\\s+TRANSACTION)\\b.*");
    private static final Pattern ENDS = Pattern.compile(
            "(?is)^(?:COMMIT|END|ABORT|PREPARE\\s+TRANSACTION|ROLLBACK(?!\\s+(?:(?:WORK|TRANSACTION)\\s+)?TO\\b))\\b.*");
    /** A bracket around a whole file that says no more than the runner's own. */
    private static final Pattern PLAIN_BEGIN = Pattern.compile(
            "(?i)BEGIN(?:\\s+(?:DEFERRED|IMMEDIATE|EXCLUSIVE))?(?:\\s+(?:TRANSACTION|WORK))?|START\\s+TRANSACTION");

    private static final Pattern CHAINS = Pattern.compile("(?is)^(?:COMMIT|END|ABORT|ROLLBACK)\\b.*\\bAND\\s+CHAIN");
    private static final Pattern PLAIN_COMMIT = Pattern.compile("(?i)(?:COMMIT|END)(?:\\s+(?:TRANSACTION|WORK))?");

    /**
     * A file made ready.
     *
     * @param note why it does not run in a transaction, or in which; empty when there is nothing to say
     * @param technology whose words end a transaction
     */
    record Prepared(
            List<StatementSplitter.Statement> statements, boolean transactional, String note, String technology) {

        /**
         * What ends a transaction that a file outside of the runner's own has begun and left open.
         *
         * @param ran how many of its statements succeeded
         * @param word COMMIT or ROLLBACK
         * @return empty when none is open
         */
        Optional<String> ending(int ran, String word) {
            if (transactional || technology.equals(MONGODB)) {
                return Optional.empty();
            }
            if (technology.equals(SQLSERVER)) {
                return Optional.of("IF @@TRANCOUNT > 0 " + word);
            }
            for (int i = ran - 1; i >= 0; i--) {
                String text = statements.get(i).text();
                if (OPENS.matcher(text).matches() || CHAINS.matcher(text).matches()) {
                    return Optional.of(word);
                }
                if (ENDS.matcher(text).matches()) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }
    }

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
                    "MongoDB takes back no changes of its structure: when the file fails, what ran before it stays.",
                    technology);
        }
        List<StatementSplitter.Statement> statements = StatementSplitter.split(file.text(), technology);
        boolean batches = technology.equals(SQLSERVER);
        Pattern refused = technology.equals("sqlite") ? NOT_SQLITE : batches ? NOT_SQLSERVER : NOT_POSTGRES;
        if (file.alone()) {
            return outside(statements, "Its settings say that it runs outside of a transaction.");
        }
        for (StatementSplitter.Statement statement : statements) {
            if (refused.matcher(statement.text()).matches()) {
                return outside(
                        statements,
                        "The statement in line " + statement.line()
                                + " cannot run in a transaction: when the file fails, what ran before it stays.");
            }
        }
        List<StatementSplitter.Statement> own =
                statements.stream().filter(this::isOwn).toList();
        if (own.isEmpty()) {
            return new Prepared(statements, true, "", technology);
        }
        if (!batches && isPlainBracket(own)) {
            return new Prepared(
                    statements.stream().filter(each -> !own.contains(each)).toList(),
                    true,
                    "Its own BEGIN and COMMIT are left out, as the whole file is a transaction.",
                    technology);
        }
        return outside(
                statements, "It begins and ends transactions itself: when it fails, what it committed before stays.");
    }

    private Prepared outside(List<StatementSplitter.Statement> statements, String note) {
        return new Prepared(statements, false, note, technology);
    }

    private boolean isOwn(StatementSplitter.Statement statement) {
        return technology.equals(SQLSERVER)
                ? OWN_SQLSERVER.matcher(statement.text()).matches()
                : OPENS.matcher(statement.text()).matches()
                        || ENDS.matcher(statement.text()).matches();
    }

    /** Whether a file begins one transaction as the runner would, and at most ends it. */
    private static boolean isPlainBracket(List<StatementSplitter.Statement> own) {
        return own.size() <= 2
                && PLAIN_BEGIN.matcher(own.get(0).text()).matches()
                && (own.size() == 1 || PLAIN_COMMIT.matcher(own.get(1).text()).matches());
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
