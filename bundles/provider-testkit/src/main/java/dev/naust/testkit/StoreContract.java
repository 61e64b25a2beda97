package dev.naust.testkit;

import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * What every provider promises. Extend it in the provider's tests: two methods say how to get an empty store, and
 * {@link #lacks()} what the technology cannot do.
 *
 * <pre>{@code
 * class CsvStoreTest extends StoreContract {
 *     @TempDir Path folder;
 *
 *     protected StoreProvider provider() { return new CsvProvider(); }
 *
 *     protected StoreConfig emptyStore() {
 *         return StoreConfig.of("test", Document.of(Map.of("folder", Value.text(folder.toString()))));
 *     }
 *
 *     protected Set<Feature> lacks() { return Set.of(Feature.KEYS, Feature.TRANSACTIONS); }
 * }
 * }</pre>
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class StoreContract {
    private @Nullable TestStore opened;
    private @Nullable ThreadWatch threads;

    /** The provider under test. */
    protected abstract StoreProvider provider();

    /**
     * The configuration of a store that holds nothing, other than that of any test before. Called once before each test; the
     * store is opened with it, perhaps several times.
     */
    protected abstract StoreConfig emptyStore();

    /** Removes what {@link #emptyStore()} made; called after each test, when the store is closed. */
    protected void discard(StoreConfig config) {}

    /** What this technology cannot do. */
    protected Set<Feature> lacks() {
        return Set.of();
    }

    /**
     * Beginnings of the names of threads that a driver keeps for the whole process, shared by all stores, and ends by itself.
     */
    protected Set<String> sharedThreads() {
        return Set.of();
    }

    /** The open store of the running test. */
    protected final TestStore testStore() {
        return Objects.requireNonNull(opened, "the store is open only while a test runs");
    }

    @BeforeEach
    final void openStore() {
        threads = ThreadWatch.start(sharedThreads());
        opened = new TestStore(provider(), emptyStore(), lacks());
    }

    @AfterEach
    final void closeStore() {
        if (opened != null) {
            opened.close();
            discard(opened.config());
        }
    }

    @Nested
    @DisplayName("A provider")
    class Provider extends ProviderContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A collection")
    class Collections extends CollectionContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A writer")
    class Writing extends WritingContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A reader")
    class Reading extends ReadingContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A filter")
    class Filtering extends FilterContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A value")
    class Types extends TypeContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A large value")
    class LargeValues extends LargeValueContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A name")
    class Names extends NameContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A facet")
    class Facets extends FacetContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A queue")
    class Queues extends QueueContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("SQL")
    class SqlStatements extends SqlContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A search")
    class Searching extends SearchContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("Messages")
    class Telling extends MessagesContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A change feed")
    class Following extends ChangeFeedContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A snapshot")
    class Snapshot extends SnapshotContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("A stored file")
    class FilesByPath extends StoredFilesContract {
        @Override
        TestStore store() {
            return testStore();
        }
    }

    @Nested
    @DisplayName("Closing")
    class Closing extends ClosingContract {
        @Override
        TestStore store() {
            return testStore();
        }

        @Override
        ThreadWatch threads() {
            return Objects.requireNonNull(threads, "threads are watched only while a test runs");
        }
    }
}
