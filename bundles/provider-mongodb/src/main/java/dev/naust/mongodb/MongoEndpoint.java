package dev.naust.mongodb;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import dev.naust.mongodb.connection.MongoErrorCode;
import dev.naust.mongodb.connection.UriPolicy;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads command-line endpoints, {@code mongodb://user:password@host:port/database?replicaSet=rs0}. Messages never show an
 * endpoint, which may hold a password.
 */
final class MongoEndpoint {
    private MongoEndpoint() {}

    /** The connection that an endpoint stands for; empty when it is of another form. */
    static Optional<Document> parse(String endpoint) {
        String form = endpoint.toLowerCase(Locale.ROOT);
        if (!form.startsWith("mongodb://") && !form.startsWith("mongodb+srv://")) {
            return Optional.empty();
        }
        try {
            UriPolicy.Parts parts = UriPolicy.check(endpoint);
            if (parts.database().isEmpty()) {
                throw UriPolicy.refused("it names no database; write mongodb://host:27017/database");
            }
            Map<String, Value> connection = new LinkedHashMap<>();
            connection.put("uri", Value.text(endpoint));
            connection.put("database", Value.text(parts.database()));
            return Optional.of(Document.of(connection));
        } catch (StoreException e) {
            throw new StoreException(
                    MongoErrorCode.ENDPOINT,
                    "The MongoDB endpoint is not clear. " + e.getMessage()
                            + " Its form is mongodb://user:password@host:27017/database?replicaSet=rs0",
                    e);
        }
    }
}
