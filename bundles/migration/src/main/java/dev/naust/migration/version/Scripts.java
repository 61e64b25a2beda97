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
    private static final int MOST_SHOWN = 1_000;
    private static final int LONGEST_SHOWN = 10_000;

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
     * @param count of its statements
     * @param first as many of them as are shown
     * @param bare whether its own BEGIN and COMMIT are left out
     */
    record Prepared(boolean transactional, String note, int count, List<String> first, boolean bare) {}

    Prepared prepare(ScriptFile file) throws InterruptedException {
        boolean commands = technology.equals(MONGODB);
        if (commands != file.isJson()) {
            throw new StoreException(
                    ServiceError.SCHEMA_BLOCKED,
                    "The file " + file.path() + " is none for this store, which takes "
                            + (commands ? "commands in .json files." : "SQL in .sql files."));
        }
        Look look = new Look();
        all(file, look);
        if (commands) {
            return look.prepared(
                    false,
                    "MongoDB takes back no changes of its structure: when the file fails, what ran before it stays.");
        }
        if (file.alone()) {
            return look.prepared(false, "Its settings say that it runs outside of a transaction.");
        }
        return look.prepared();
    }

    /** Hands on what is to be run of a file. */
    void each(ScriptFile file, Prepared prepared, StatementSplitter.Taker taker) throws InterruptedException {
        all(file, statement -> {
            if (!prepared.bare() || !isOwn(statement)) {
                taker.take(statement);
            }
        });
    }

    private void all(ScriptFile file, StatementSplitter.Taker taker) throws InterruptedException {
        if (technology.equals(MONGODB)) {
            for (StatementSplitter.Statement command : commands(file)) {
                taker.take(command);
            }
        } else {
            file.each(technology, taker);
        }
    }

    /** What ends a transaction that a file outside of the runner's own has begun and left open. */
    final class OpenEnd {
        private boolean open;

        /** Takes note of a statement that succeeded. */
        void passed(String text) {
            if (OPENS.matcher(text).matches() || CHAINS.matcher(text).matches()) {
                open = true;
            } else if (ENDS.matcher(text).matches()) {
                open = false;
            }
        }

        /**
         * The statement that ends it.
         *
         * @param word COMMIT or ROLLBACK
         * @return empty when none is open
         */
        Optional<String> ending(String word) {
            if (technology.equals(SQLSERVER)) {
                return Optional.of("IF @@TRANCOUNT > 0 " + word);
            }
            return open && !technology.equals(MONGODB) ? Optional.of(word) : Optional.empty();
        }
    }

    /** One look at all statements of a file. */
    private final class Look implements StatementSplitter.Taker {
        private final List<String> first = new ArrayList<>();
        private final List<StatementSplitter.Statement> own = new ArrayList<>();
        private final Pattern refused =
                technology.equals("sqlite") ? NOT_SQLITE : technology.equals(SQLSERVER) ? NOT_SQLSERVER : NOT_POSTGRES;
        private int count;
        private int refusedLine;

        @Override
        public void take(StatementSplitter.Statement statement) {
            String text = statement.text();
            count++;
            if (first.size() < MOST_SHOWN) {
                first.add(text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…");
            }
            if (technology.equals(MONGODB)) {
                return;
            }
            if (refusedLine == 0 && refused.matcher(text).matches()) {
                refusedLine = statement.line();
            }
            if (own.size() < 3 && isOwn(statement)) {
                own.add(statement);
            }
        }

        Prepared prepared(boolean transactional, String note) {
            String shown = count > first.size()
                    ? "The first " + first.size() + " of " + count + " statements are shown. " + note
                    : note;
            return new Prepared(transactional, shown.strip(), count, first, false);
        }

        Prepared prepared() {
            if (refusedLine > 0) {
                return prepared(
                        false,
                        "The statement in line " + refusedLine
                                + " cannot run in a transaction: when the file fails, what ran before it stays.");
            }
            if (own.isEmpty()) {
                return prepared(true, "");
            }
            if (!technology.equals(SQLSERVER) && isPlainBracket(own)) {
                Prepared whole =
                        prepared(true, "Its own BEGIN and COMMIT are left out, as the whole file is a transaction.");
                return new Prepared(true, whole.note(), count - own.size(), first, true);
            }
            return prepared(
                    false, "It begins and ends transactions itself: when it fails, what it committed before stays.");
        }
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
