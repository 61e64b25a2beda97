package dev.naust.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.store.Category;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.ChangeReader;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Position;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.changes.MongoChangeFeed;
import dev.naust.mongodb.connection.Access;
import dev.naust.mongodb.connection.Deployment;
import dev.naust.mongodb.connection.MongoErrors;
import dev.naust.mongodb.connection.ServerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Following changes. The server of these tests has a log of changes although it is a single one, which a real single server has
 * not; so the feed is tested by itself and not through the store.
 */
final class ChangeFeedTest {
    private static final DatasetId THINGS = DatasetId.of("things");

    private final String name = TestServer.newDatabase();
    private final MongoClient client = MongoClients.create(TestServer.uri());
    private final Access access = new Access(client, name, new MongoErrors("test"));
    private final ChangeFeed feed = new MongoChangeFeed(access, new ServerClock(new Deployment(access)));

    @AfterEach
    void close() {
        client.close();
        TestServer.drop(name);
    }

    private void change(String command) {
        client.getDatabase(name).runCommand(BsonDocument.parse(command));
    }

    private List<Change> read(Position after, int count) throws InterruptedException {
        List<Change> changes = new ArrayList<>();
        try (ChangeReader reader = feed.read("mirror", after)) {
            for (int tries = 0; tries < 20 && changes.size() < count; tries++) {
                reader.next(10, Duration.ofSeconds(2)).stream()
                        // A change of the second in which following began may come too.
                        .filter(change -> !change.key().equals(key(0)))
                        .forEach(changes::add);
            }
        }
        return changes;
    }

    @Test
    void changesComeInOrderAndGoOnAfterAnyOfThem() throws InterruptedException {
        change("{insert: 'things', documents: [{_id: 0}]}");
        Position start = feed.follow("mirror", List.of(THINGS));
        assertThat(feed.follow("mirror", List.of(THINGS))).isEqualTo(start);

        change("{insert: 'things', documents: [{_id: 1, a: 'x'}]}");
        change("{insert: 'things', documents: [{_id: 2}]}");
        change("{delete: 'things', deletes: [{q: {_id: 1}, limit: 1}]}");

        List<Change> changes = read(start, 3);
        assertThat(changes).extracting(Change::kind).containsExactly(Kind.INSERTED, Kind.INSERTED, Kind.DELETED);
        assertThat(changes).extracting(Change::key).containsExactly(key(1), key(2), key(1));
        assertThat(changes.get(0).record().orElseThrow().body().get("a")).contains(Value.text("x"));
        assertThat(changes.get(2).record()).isEmpty();

        assertThat(read(changes.get(0).position(), 2)).extracting(Change::key).containsExactly(key(2), key(1));
    }

    @Test
    void whatIsNoNameOrNoPlaceIsRefused() throws InterruptedException {
        change("{insert: 'things', documents: [{_id: 0}]}");
        for (String bad : List.of("", "Mirror", "a-b", "x".repeat(42), "$where")) {
            assertRefused(() -> feed.follow(bad, List.of(THINGS)));
        }
        assertRefused(() -> feed.follow("mirror", List.of()));
        feed.follow("mirror", List.of(THINGS));
        assertRefused(() -> feed.read("mirror", new Position("no such' place")));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.category()).isEqualTo(Category.USER));
    }

    private static RecordKey key(int id) {
        return RecordKey.of("_id", new Value.Int32(id));
    }

    @Test
    void whoDoesNotFollowReadsNothing() throws InterruptedException {
        change("{insert: 'things', documents: [{_id: 0}]}");
        Position start = feed.follow("mirror", List.of(THINGS));
        feed.forget("mirror");

        assertThatThrownBy(() -> feed.read("mirror", start))
                .isInstanceOfSatisfying(
                        StoreException.class, gone -> assertThat(gone.code()).isEqualTo(CommonError.CHANGES_GONE));
        assertThatThrownBy(() -> feed.follow("other", List.of(DatasetId.of("missing"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("missing");
    }
}
