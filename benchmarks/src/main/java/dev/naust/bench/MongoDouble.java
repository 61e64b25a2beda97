package dev.naust.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;

/** A server in this process that speaks MongoDB's protocol and keeps everything in memory: it says what clients cost, not MongoDB. */
final class MongoDouble implements AutoCloseable {
    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final InetSocketAddress place = server.bind();

    String address(String database) {
        return "mongodb://127.0.0.1:" + place.getPort() + "/" + database;
    }

    Place fresh(String database) {
        return new Place() {
            @Override
            public void empty() {
                try (MongoClient client = MongoClients.create(address(database))) {
                    client.getDatabase(database).drop();
                }
            }

            @Override
            public long records() {
                try (MongoClient client = MongoClients.create(address(database))) {
                    MongoDatabase filled = client.getDatabase(database);
                    return filled.getCollection("events").countDocuments()
                            + filled.getCollection("event_tags").countDocuments();
                }
            }
        };
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
