package dev.naust.mongodb.structure;

import com.mongodb.MongoNamespace;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures.Session;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.MongoErrorCode;
import dev.naust.mongodb.connection.ServerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/** Runs commands that are written in JSON, one after the other; nothing of it can be taken back. For one thread. */
final class CommandSession implements Session, AutoCloseable {
    private static final Set<String> KNOWN = new TreeSet<>(Set.of(
            "create",
            "createIndexes",
            "collMod",
            "dropIndexes",
            "drop",
            "renameCollection",
            "insert",
            "update",
            "delete",
            "aggregate"));

    private final Access access;
    private final ServerClock clock;
    private @Nullable Lock lock;

    CommandSession(Access access, ServerClock clock) {
        this.access = access;
        this.clock = clock;
    }

    @Override
    public void begin() {
        throw new StoreException(
                MongoErrorCode.UNSUPPORTED, "MongoDB takes back no changes of its structure: run them one by one.");
    }

    @Override
    public void commit() {
        begin();
    }

    @Override
    public void rollback() {
        begin();
    }

    @Override
    public void execute(String statement, Duration timeout) throws InterruptedException {
        BsonDocument command = parsed(statement);
        String name = command.isEmpty() ? "" : command.getFirstKey();
        if (!KNOWN.contains(name)) {
            throw new StoreException(
                    MongoErrorCode.REFUSED_QUERY,
                    "\"" + name + "\" is no command for the structure or for documents. There are: "
                            + String.join(", ", KNOWN) + ".");
        }
        Lock held = lock;
        if (held != null) {
            held.requireHeld();
        }
        if (name.equals("renameCollection")) {
            rename(command);
            return;
        }
        if (name.equals("aggregate") && !command.containsKey("cursor")) {
            command.append("cursor", new BsonDocument());
        }
        if (!command.containsKey("maxTimeMS")
                && !Set.of("insert", "update", "delete").contains(name)) {
            command.append("maxTimeMS", new BsonInt64(timeout.toMillis()));
        }
        BsonDocument answer = access.run("Running " + name, () -> access.command(command));
        refuseFailures(name, answer);
    }

    private void rename(BsonDocument command) throws InterruptedException {
        String from = text(command, "renameCollection");
        String to = text(command, "to");
        access.run("Renaming " + from, () -> {
            access.collection(from)
                    .renameCollection(new MongoNamespace(access.database().getName(), to));
            return true;
        });
    }

    private static String text(BsonDocument command, String field) {
        BsonValue value = command.get(field);
        if (value == null || !value.isString()) {
            throw new StoreException(
                    MongoErrorCode.REFUSED_QUERY,
                    "\"" + field + "\" must be the name of a collection of this database.");
        }
        return value.asString().getValue();
    }

    /** Single documents may be refused while the command as a whole is called a success. */
    private static void refuseFailures(String name, BsonDocument answer) {
        BsonArray failures = answer.getArray("writeErrors", new BsonArray());
        if (!failures.isEmpty()) {
            BsonDocument first = failures.get(0).asDocument();
            throw new StoreException(
                    MongoErrorCode.REFUSED_QUERY,
                    failures.size() + " of the documents of " + name + " were refused, the first because "
                            + first.getString("errmsg").getValue());
        }
    }

    @Override
    public List<Map<String, String>> ask(String question) throws InterruptedException {
        BsonDocument answer = access.run("Asking", () -> access.command(parsed(question)));
        List<Map<String, String>> rows = new ArrayList<>();
        for (BsonValue each : answer.getDocument("cursor").getArray("firstBatch")) {
            Map<String, String> row = new LinkedHashMap<>();
            each.asDocument().forEach((name, value) -> {
                if (!value.isNull()) {
                    row.put(name, shown(value));
                }
            });
            rows.add(row);
        }
        return rows;
    }

    private static String shown(BsonValue value) {
        return switch (value.getBsonType()) {
            case STRING -> value.asString().getValue();
            case INT32, INT64 -> Long.toString(value.asNumber().longValue());
            case BOOLEAN -> Boolean.toString(value.asBoolean().getValue());
            default -> value.toString();
        };
    }

    private static BsonDocument parsed(String statement) {
        try {
            return BsonDocument.parse(statement);
        } catch (JsonParseException e) {
            throw new StoreException(
                    MongoErrorCode.REFUSED_QUERY, "The command is no JSON that MongoDB reads: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean lock(long number) throws InterruptedException {
        Lock wanted = new Lock(access, clock, number);
        boolean free = wanted.take();
        if (free) {
            lock = wanted;
        }
        return free;
    }

    @Override
    public void close() {
        Lock held = lock;
        if (held != null) {
            held.close();
        }
    }
}
