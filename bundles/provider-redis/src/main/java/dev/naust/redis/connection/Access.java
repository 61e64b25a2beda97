package dev.naust.redis.connection;

import dev.naust.api.store.Hosts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

/**
 * How to get in: where, as whom, and how long to wait.
 *
 * @param store the store's id, for names of threads
 * @param servers the server, or those of a cluster that are asked for the others
 * @param cluster whether the servers are a cluster
 * @param database the number of the database
 * @param maxConnections at most this many to each server
 * @param connect how long making a connection may take
 * @param command how long an answer may take
 * @param acquire how long to wait for a free connection
 * @param hosts where names are looked up, also those of servers that a cluster names
 */
public record Access(
        String store,
        List<Endpoint> servers,
        boolean cluster,
        int database,
        Optional<String> username,
        Optional<String> password,
        Optional<Encryption> encryption,
        int maxConnections,
        Duration connect,
        Duration command,
        Duration acquire,
        Hosts hosts) {
    public Access {
        servers = List.copyOf(servers);
    }

    /** TLS: with which certificates, and what is checked. */
    public record Encryption(SSLSocketFactory factory, SSLParameters parameters) {}

    /** For people: the first server and the database. */
    public String where() {
        return servers.get(0) + (cluster ? " (cluster)" : "/" + database);
    }

    JedisClientConfig client(Duration connecting, Duration answering) {
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                .resp2()
                .autoNegotiateProtocol(false)
                .clientName("naust")
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .database(database)
                .connectionTimeoutMillis(millis(connecting))
                .socketTimeoutMillis(millis(answering));
        username.ifPresent(client::user);
        password.ifPresent(client::password);
        return client.build();
    }

    static int millis(Duration time) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, time.toMillis()));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Access[" + where() + "]";
    }
}
