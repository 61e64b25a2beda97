package dev.naust.registry;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.RecordWriter;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import dev.naust.api.store.TypeMapper;
import dev.naust.api.store.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A small provider whose stores remember what they were opened with and whether they are open. */
public final class TestProvider implements StoreProvider {
    static final String SCHEMA = """
            { "type": "object", "additionalProperties": false,
              "properties": {
                "path": { "type": "string", "format": "naust-path", "minLength": 1 },
                "host": { "type": "string", "format": "naust-host" },
                "port": { "type": "integer", "minimum": 1, "maximum": 65535 },
                "uri": { "type": "string" },
                "password": { "type": "string", "writeOnly": true },
                "ssl": { "type": "object", "additionalProperties": false, "properties": {
                    "mode": { "enum": ["off", "require"] },
                    "host": { "type": "string", "format": "naust-host" },
                    "key": { "type": "string", "writeOnly": true } } },
                "pool": { "$ref": "#/$defs/pool" } },
              "$defs": { "pool": { "type": "object", "additionalProperties": false, "properties": {
                "min": { "type": "integer" }, "max": { "type": "integer" } } } } }
            """;

    final List<TestStore> stores = new CopyOnWriteArrayList<>();
    private final String id;
    private final String schema;
    private volatile Consumer<StoreConfig> onOpen = config -> {};
    private volatile Set<Capability> claims = Set.of(Capability.RECORDS);
    private volatile String checkFailure = "";

    TestProvider(String id) {
        this(id, SCHEMA);
    }

    TestProvider(String id, String schema) {
        this.id = id;
        this.schema = schema;
    }

    /** Runs {@code hook} whenever a store opens. */
    TestProvider whenOpening(Consumer<StoreConfig> hook) {
        onOpen = hook;
        return this;
    }

    /** Lets every check of its stores fail. */
    TestProvider failingChecks(String reason) {
        checkFailure = reason;
        return this;
    }

    /** Claims what its stores may or may not show. */
    TestProvider claiming(Capability... capabilities) {
        claims = Set.of(capabilities);
        return this;
    }

    /** Is one that keeps its stores in this process. */
    TestProvider local() {
        return claiming(Capability.RECORDS, Capability.LOCAL);
    }

    long open() {
        return stores.stream().filter(store -> !store.closed).count();
    }

    TestStore last() {
        return stores.get(stores.size() - 1);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public ProviderInfo info() {
        return new ProviderInfo("Test " + id, "Holds nothing.", claims);
    }

    @Override
    public String configSchema() {
        return schema;
    }

    @Override
    public Store open(StoreConfig config) {
        onOpen.accept(config);
        TestStore store = new TestStore(config, checkFailure);
        stores.add(store);
        return store;
    }

    @Override
    public String endpointForm() {
        return id + ":PATH";
    }

    @Override
    public Optional<Document> endpoint(String endpoint) {
        if (!endpoint.startsWith(id + ":")) {
            return Optional.empty();
        }
        return Optional.of(Document.of(Map.of("path", Text.of(endpoint.substring(id.length() + 1)))));
    }

    /** A failure of this provider. */
    enum TestErrorCode implements ErrorCode {
        BROKEN;

        @Override
        public String code() {
            return "test.broken";
        }

        @Override
        public Category category() {
            return Category.UNAVAILABLE;
        }
    }

    /** A store that holds nothing. */
    static final class TestStore implements Store {
        final StoreConfig config;
        volatile boolean closed;
        volatile boolean checked;
        private final String checkFailure;

        TestStore(StoreConfig config, String checkFailure) {
            this.config = config;
            this.checkFailure = checkFailure;
        }

        @Override
        public void check(Duration timeout) {
            checked = true;
            if (!checkFailure.isEmpty()) {
                throw new StoreException(TestErrorCode.BROKEN, checkFailure);
            }
            if (closed) {
                throw new StoreException(TestErrorCode.BROKEN, "The store is closed.");
            }
        }

        @Override
        public List<Dataset> datasets() {
            check(Duration.ZERO);
            return List.of();
        }

        @Override
        public Schema describe(DatasetId dataset) {
            throw none();
        }

        @Override
        public RecordReader read(ReadRequest request) {
            throw none();
        }

        @Override
        public RecordWriter write(WriteRequest request) {
            throw none();
        }

        @Override
        public TypeMapper types() {
            throw none();
        }

        @Override
        public void close() {
            closed = true;
        }

        private static StoreException none() {
            return new StoreException(TestErrorCode.BROKEN, "There is no such collection.");
        }
    }
}
