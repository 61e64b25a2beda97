package dev.naust.redis;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.testkit.Feature;
import dev.naust.testkit.StoreContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The whole contract once more, against a real cluster of three primaries. */
class ClusterStoreTest extends StoreContract {
    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(false);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    protected StoreProvider provider() {
        return new RedisProvider();
    }

    @Override
    protected StoreConfig emptyStore() {
        cluster.flush();
        return config(cluster, 0);
    }

    @Override
    protected Set<Feature> lacks() {
        return Set.of(Feature.TRANSACTIONS);
    }

    static StoreConfig config(TestCluster cluster, int server) {
        Value node = Document.of(Map.of(
                "host",
                Value.text("127.0.0.1"),
                "port",
                Value.int64(cluster.server(server).port())));
        return StoreConfig.of(
                "cluster",
                Document.of(Map.of("cluster", Document.of(Map.of("nodes", new Value.Array(List.of(node)))))));
    }
}
