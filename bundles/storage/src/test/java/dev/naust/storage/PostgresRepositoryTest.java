package dev.naust.storage;

import dev.naust.api.model.Document;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.postgres.PostgresProvider;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresRepositoryTest extends RepositoryContract {
    private EmbeddedPostgres server;
    private int databases;

    @BeforeAll
    void startServer() throws IOException {
        server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    @Override
    Store open() throws SQLException {
        String database = "test_" + ++databases;
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        StoreProvider provider = new PostgresProvider();
        Document connection = provider.endpoint("postgresql://postgres@127.0.0.1:" + server.getPort() + "/" + database)
                .orElseThrow();
        return provider.open(StoreConfig.of("test", connection));
    }
}
