package dev.naust.mongodb.changes;

import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.ChangeReader;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.Quietly;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Reads a change stream; the driver picks it up again by itself when a connection is lost. */
final class StreamReader implements ChangeReader {
    /** The log does not reach back so far, or the token is of another stream. */
    private static final Set<Integer> GONE = Set.of(260, 280, 286);

    private final Access access;
    private final ChangeDecoder decoder;
    private final ChangeStreamIterable<RawBsonDocument> stream;
    private @Nullable MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor;
    private boolean closed;

    StreamReader(Access access, ChangeDecoder decoder, ChangeStreamIterable<RawBsonDocument> stream) {
        this.access = access;
        this.decoder = decoder;
        this.stream = stream;
    }

    @Override
    public List<Change> next(int max, Duration patience) throws InterruptedException {
        if (closed) {
            throw access.errors().closed();
        }
        long end = System.nanoTime() + patience.toNanos();
        List<Change> changes = new ArrayList<>();
        do {
            access.run("Reading changes", () -> {
                collect(changes, max);
                return true;
            });
        } while (changes.isEmpty() && System.nanoTime() < end);
        return changes;
    }

    private void collect(List<Change> changes, int max) {
        try {
            MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> open = cursor;
            if (open == null) {
                open = stream.cursor();
                cursor = open;
            }
            ChangeStreamDocument<RawBsonDocument> event = open.tryNext();
            while (event != null) {
                decoder.decode(event).ifPresent(changes::add);
                event = changes.size() < max && open.available() > 0 ? open.tryNext() : null;
            }
        } catch (MongoException e) {
            if (GONE.contains(e.getCode())) {
                throw new StoreException(
                        CommonError.CHANGES_GONE,
                        "The servers keep no changes that far back any more; follow the collections anew",
                        e);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> open = cursor;
        if (open != null) {
            cursor = null;
            Quietly.close(open);
        }
    }
}
