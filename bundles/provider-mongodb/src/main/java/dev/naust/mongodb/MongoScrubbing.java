package dev.naust.mongodb;

import com.mongodb.MongoCommandException;
import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Scrubbing;
import dev.naust.mongodb.connection.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Compacts collections. MongoDB moves what is left together and gives the rest of the file back; blocks in between it frees
 * without overwriting them, which nobody can ask it to do, so that is said.
 */
final class MongoScrubbing implements Scrubbing {
    private static final int UNAUTHORIZED = 13;

    /** A router, a view, a storage engine without files, or a server that does not know the command. */
    private static final Set<Integer> NOT_HERE = Set.of(59, 115, 166, 20);

    private final Access access;

    MongoScrubbing(Access access) {
        this.access = access;
    }

    @Override
    public List<String> scrub(List<DatasetId> collections) throws InterruptedException {
        List<String> remains = new ArrayList<>();
        for (DatasetId id : collections) {
            access.run("Compacting " + id, () -> compact(id, remains));
        }
        remains.add(
                "MongoDB overwrites freed blocks of its files only with new documents, and its journal and the log of"
                        + " changes (oplog) hold what was written until newer entries push it out; rs.printReplicationInfo() says"
                        + " how far back the log goes, and a member that is synchronised anew has clean files.");
        return remains;
    }

    private boolean compact(DatasetId id, List<String> remains) {
        BsonDocument command = new BsonDocument("compact", new BsonString(id.name()));
        try {
            access.database()
                    .withTimeout(10, TimeUnit.MINUTES)
                    .runCommand(command.append("force", BsonBoolean.TRUE), BsonDocument.class);
            return true;
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == UNAUTHORIZED) {
                remains.add("This user may not compact the collection " + id
                        + "; grant it the role dbAdmin, or run compact on each member.");
                return false;
            }
            if (NOT_HERE.contains(e.getErrorCode())) {
                remains.add("This MongoDB does not compact the collection " + id
                        + " from here; run compact on each of its servers.");
                return false;
            }
            throw e;
        }
    }
}
