package dev.naust.mongodb.connection;

import com.mongodb.MongoCommandException;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/**
 * What kind of deployment the servers are. The driver finds it out in the background; only before it has, somebody who asks
 * waits a little, and where nobody answers that is said at once for some time. Safe for use by several threads.
 */
public final class Deployment {
    private static final int NO_SUCH_COMMAND = 59;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Access access;
    private @Nullable ClusterType type;
    private @Nullable RuntimeException failure;
    private long failedAt;

    public Deployment(Access access) {
        this.access = access;
    }

    /** Whether there are transactions: only a replica set or a sharded cluster has them. */
    public boolean hasTransactions() {
        return isReplicated();
    }

    /** Whether there is a log of changes to follow. */
    public boolean hasChangeStreams() {
        return isReplicated();
    }

    private synchronized boolean isReplicated() {
        ClusterType known = type;
        if (known == null) {
            known = found();
            type = known == ClusterType.UNKNOWN ? null : known;
        }
        return switch (known) {
            case REPLICA_SET, SHARDED, LOAD_BALANCED -> true;
            case STANDALONE, UNKNOWN -> false;
        };
    }

    private ClusterType found() {
        ClusterType found = now();
        if (found != ClusterType.UNKNOWN) {
            return found;
        }
        if (failure != null && System.nanoTime() - failedAt < SILENT_NANOS) {
            throw failure;
        }
        try {
            ask();
            return now();
        } catch (RuntimeException e) {
            failure = e;
            failedAt = System.nanoTime();
            throw e;
        }
    }

    private ClusterType now() {
        ClusterDescription description = access.client().getClusterDescription();
        // A connection to one member of a set, and to no other, is one to the set for what it can do.
        boolean member = description.getServerDescriptions().stream().anyMatch(server -> server.getSetName() != null);
        return member ? ClusterType.REPLICA_SET : description.getType();
    }

    /** What a server says of itself now. */
    BsonDocument ask() {
        try {
            return hello("hello");
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != NO_SUCH_COMMAND) {
                throw e;
            }
            return hello("isMaster");
        }
    }

    private BsonDocument hello(String command) {
        return access.database()
                .withTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .runCommand(new BsonDocument(command, new BsonInt32(1)), BsonDocument.class);
    }
}
