package dev.naust.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;

/** A real cluster of three primaries and, where wanted, a replica of the first. */
final class TestCluster implements AutoCloseable {
    private static final int SLOTS = 16384;

    private final List<RedisProcess> servers = new ArrayList<>();

    private TestCluster() {}

    static TestCluster start(boolean withReplica) {
        TestCluster cluster = new TestCluster();
        try {
            for (int i = 0; i < (withReplica ? 4 : 3); i++) {
                cluster.servers.add(RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "1500"));
            }
            cluster.form();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    RedisProcess server(int number) {
        return servers.get(number);
    }

    void flush() {
        for (int i = 0; i < 3; i++) {
            command(i, "FLUSHALL");
        }
    }

    /** Sends a command to one server, as an operator would. */
    Object command(int server, String... words) {
        try (Connection connection =
                new Connection(new HostAndPort("127.0.0.1", servers.get(server).port()))) {
            String[] rest = java.util.Arrays.copyOfRange(words, 1, words.length);
            connection.sendCommand(() -> words[0].getBytes(StandardCharsets.US_ASCII), rest);
            return connection.getOne();
        }
    }

    private void form() {
        for (int i = 0; i < 3; i++) {
            List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            for (int slot = i * SLOTS / 3; slot < (i + 1) * SLOTS / 3; slot++) {
                words.add("" + slot);
            }
            command(i, words.toArray(String[]::new));
            command(i, "CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
        }
        for (int i = 1; i < servers.size(); i++) {
            command(i, "CLUSTER", "MEET", "127.0.0.1", "" + servers.get(0).port());
        }
        awaitOk(0, 1, 2);
        if (servers.size() > 3) {
            String first = text(command(0, "CLUSTER", "MYID"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> text(command(3, "CLUSTER", "REPLICATE", first)).equals("OK"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> text(command(3, "INFO", "replication")).contains("master_link_status:up"));
        }
    }

    void awaitOk(int... numbers) {
        for (int number : numbers) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                String info = text(command(number, "CLUSTER", "INFO"));
                return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + servers.size());
            });
        }
    }

    /** Waits until the replica has what its primary was told: a primary that dies before takes it with it. */
    void awaitReplica() {
        long told = offset(0, "master_repl_offset:");
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> offset(3, "slave_repl_offset:") >= told);
    }

    private long offset(int server, String name) {
        return text(command(server, "INFO", "replication"))
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
                .findFirst()
                .orElseThrow();
    }

    private static String text(Object answer) {
        return answer instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(answer);
    }

    @Override
    public void close() {
        servers.forEach(RedisProcess::close);
    }
}
