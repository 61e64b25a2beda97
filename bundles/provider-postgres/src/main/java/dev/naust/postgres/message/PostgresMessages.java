package dev.naust.postgres.message;

import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.Messages;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.Statements;
import dev.naust.postgres.connection.PostgresErrorCode;
import dev.naust.postgres.connection.Session;
import dev.naust.postgres.connection.Sessions;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.util.function.Consumer;

/**
 * Channels of a database, which any other client of it may notify and listen to. What is published in a transaction is told when
 * that is committed. Safe for use by several threads.
 */
public final class PostgresMessages implements Messages {
    /** PostgreSQL manual, NOTIFY: "In the default configuration it must be shorter than 8000 bytes." */
    private static final int LONGEST = 7_999;

    private static final int LONGEST_CHANNEL = 63;
    private static final Sql NOTIFY = Sql.of("SELECT pg_catalog.pg_notify(?, ?)");

    private final Sessions sessions;
    private final Listeners listeners;

    /** @param sessions of the store, or of the transaction that this is part of */
    public PostgresMessages(Sessions sessions, Listeners listeners) {
        this.sessions = sessions;
        this.listeners = listeners;
    }

    @Override
    public void publish(String channel, Value payload) throws InterruptedException {
        String name = channel(channel);
        String text = text(payload);
        try (Session session = sessions.open()) {
            session.run("Publishing", () -> {
                try (PreparedStatement statement = Statements.prepare(session.connection(), NOTIFY)) {
                    statement.setString(1, name);
                    statement.setString(2, text);
                    statement.execute();
                }
                session.commit();
                return true;
            });
        }
    }

    @Override
    public Subscription subscribe(String channel, Consumer<Message> listener) {
        return listeners.listen(channel(channel), listener);
    }

    private static String channel(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > LONGEST_CHANNEL || name.indexOf('\0') >= 0) {
            throw new StoreException(
                    PostgresErrorCode.BAD_MESSAGE,
                    "A channel's name has 1 to " + LONGEST_CHANNEL + " bytes and no U+0000. Choose another name.");
        }
        return name;
    }

    private static String text(Value payload) {
        if (!(payload instanceof Text text)
                || !text.isWellFormed()
                || text.string().indexOf('\0') >= 0) {
            throw new StoreException(
                    PostgresErrorCode.BAD_MESSAGE,
                    "PostgreSQL's messages are text of valid UTF-8 without U+0000. Write other values as JSON or Base64.");
        }
        int bytes = text.utf8().length;
        if (bytes > LONGEST) {
            throw new StoreException(
                    PostgresErrorCode.TOO_LARGE,
                    "A message of PostgreSQL has at most " + LONGEST + " bytes, and this one has " + bytes
                            + ". Save it as a record, and publish its key.");
        }
        return text.string();
    }
}
