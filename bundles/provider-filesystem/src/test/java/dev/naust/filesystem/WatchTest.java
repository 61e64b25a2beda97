package dev.naust.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Text;
import dev.naust.api.store.Category;
import dev.naust.api.store.ChangeFeed;
import dev.naust.api.store.ChangeFeed.Change;
import dev.naust.api.store.ChangeFeed.ChangeReader;
import dev.naust.api.store.ChangeFeed.Kind;
import dev.naust.api.store.Position;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people change in a folder by hand is told to those who follow. */
@Timeout(60)
class WatchTest {
    private static final DatasetId BOATS = DatasetId.of("boats");

    @TempDir
    Path root;

    @Test
    void documentsThatPeopleWriteChangeAndRemoveAreTold() throws Exception {
        write("old", "{\"name\": \"there before\"}");
        try (Store store = Folder.open(root)) {
            ChangeFeed feed = store.changeFeed().orElseThrow();
            Position start = feed.follow("mirror", List.of(BOATS));
            var person = Executors.newSingleThreadExecutor();
            try (ChangeReader reader = feed.read("mirror", start)) {
                Future<List<Change>> waiting = person.submit(() -> reader.next(10, Duration.ofSeconds(30)));
                write("new", "{\"name\": \"Åse\"}");

                Change added = waiting.get(30, TimeUnit.SECONDS).get(0);
                assertThat(added.key()).isEqualTo(RecordKey.of("_file", Text.of("new")));
                assertThat(added.record().orElseThrow().body().get("name")).contains(Text.of("Åse"));

                write("old", "{\"name\": \"changed by hand\"}");
                assertThat(reader.next(10, Duration.ofSeconds(30)))
                        .extracting(Change::kind)
                        .containsExactly(Kind.UPDATED);
                Files.delete(root.resolve("boats/old.json"));
                List<Change> gone = reader.next(10, Duration.ofSeconds(30));
                assertThat(gone).extracting(Change::kind).containsExactly(Kind.DELETED);
                assertThat(gone.get(0).record()).isEmpty();
            } finally {
                person.shutdownNow();
            }
        }
    }

    @Test
    void whatChangedWhileNobodyLookedIsToldLater() throws Exception {
        write("a", "{}");
        Position start;
        try (Store store = Folder.open(root)) {
            start = store.changeFeed().orElseThrow().follow("mirror", List.of(BOATS));
        }
        write("b", "{\"name\": \"while the server was down\"}");
        Files.delete(root.resolve("boats/a.json"));
        try (Store store = Folder.open(root);
                ChangeReader reader = store.changeFeed().orElseThrow().read("mirror", start)) {
            assertThat(reader.next(10, Duration.ofSeconds(10)))
                    .extracting(Change::kind)
                    .containsExactly(Kind.DELETED, Kind.INSERTED);
            assertThat(reader.next(10, Duration.ofMillis(100))).isEmpty();
        }
    }

    @Test
    void aDocumentThatIsOnlyHalfWrittenIsToldAgainWhenItIsWhole() throws Exception {
        write("a", "{}");
        try (Store store = Folder.open(root)) {
            ChangeFeed feed = store.changeFeed().orElseThrow();
            Position start = feed.follow("mirror", List.of(BOATS));
            try (ChangeReader reader = feed.read("mirror", start)) {
                write("b", "{\"name\": \"half");
                List<Change> half = reader.next(10, Duration.ofSeconds(10));
                assertThat(half).hasSize(1);
                assertThat(half.get(0).record()).isEmpty();
                write("b", "{\"name\": \"half and half\"}");

                List<Change> whole = reader.next(10, Duration.ofSeconds(10));
                assertThat(whole.get(0).record().orElseThrow().body().get("name"))
                        .contains(Text.of("half and half"));
            }
        }
    }

    @Test
    void aFileOfManyRecordsCannotBeFollowed() throws Exception {
        Files.writeString(root.resolve("list.csv"), "a,b\n1,2\n");
        try (Store store = Folder.open(root)) {
            assertThatThrownBy(() -> store.changeFeed().orElseThrow().follow("mirror", List.of(DatasetId.of("list"))))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            refused -> assertThat(refused.category()).isEqualTo(Category.USER));
        }
    }

    /** At once, so that nobody sees half of it. */
    private void write(String name, String content) throws IOException {
        Files.createDirectories(root.resolve("boats"));
        Path part = Files.writeString(root.resolve(".part"), content);
        Files.move(
                part,
                root.resolve("boats/" + name + ".json"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
