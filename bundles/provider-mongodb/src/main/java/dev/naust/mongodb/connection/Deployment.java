package dev.naust.mongodb.connection;

import com.mongodb.MongoCommandException;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** What kind of deployment the servers are, asked once. Safe for use by several threads. */
public final class Deployment {
    private static final int NO_SUCH_COMMAND = 59;

    private final Access access;
    private @Nullable BsonDocument answer;

    public Deployment(Access access) {
        this.access = access;
    }

    /** Whether there are transactions: only a replica set or a sharded cluster has them. */
    public boolean hasTransactions() {
        BsonDocument hello = hello();
        return hello.containsKey("logicalSessionTimeoutMinutes") && isReplicated(hello);
    }

    /** Whether there is a log of changes to follow. */
    public boolean hasChangeStreams() {
        return isReplicated(hello());
    }

    private static boolean isReplicated(BsonDocument hello) {
        return hello.containsKey("setName")
                || hello.getString("msg", new BsonString("")).getValue().equals("isdbgrid");
    }

    private synchronized BsonDocument hello() {
        BsonDocument known = answer;
        if (known == null) {
            known = ask();
            answer = known;
        }
        return known;
    }

    /** What the server says of itself now. */
    BsonDocument askAgain() {
        return ask();
    }

    private BsonDocument ask() {
        try {
            return access.command(new BsonDocument("hello", new BsonInt32(1)));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != NO_SUCH_COMMAND) {
                throw e;
            }
            return access.command(new BsonDocument("isMaster", new BsonInt32(1)));
        }
    }
}
