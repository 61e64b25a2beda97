package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.sqlserver.connection.SqlServerErrorCode;
import dev.naust.sqlserver.tds.TdsServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in, against the double. */
class SignInTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        server = TdsServer.plain();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void theUserAndThePasswordReachTheServer() {
        try (Store store = Stores.open(server)) {
            store.check(SOON);
        }

        assertThat(server.signIns()).isPositive();
        assertThat(server.requests("SELECT 1")).isNotEmpty();
    }

    @Test
    void aWrongPasswordIsNamedWithoutShowingIt() {
        Map<String, Value> connection = Stores.connection(server);
        connection.put("password", Value.text("geheim"));

        StoreException failure = failure(connection);

        assertThat(failure.code()).isEqualTo(SqlServerErrorCode.PASSWORD);
        assertThat(failure).hasMessageContaining("\"app\"").hasMessageNotContaining("geheim");
    }

    @Test
    void aServerThatRefusedSomebodyIsNotAskedAgainAtOnce() {
        Map<String, Value> connection = Stores.connection(server);
        connection.put("password", Value.text("geheim"));
        try (Store store = Stores.open(connection)) {
            for (int call = 0; call < 10; call++) {
                assertThat(catchThrowableOfType(StoreException.class, () -> store.check(SOON))
                                .code())
                        .isEqualTo(SqlServerErrorCode.PASSWORD);
            }
        }
        assertThat(server.refused()).isEqualTo(1);
    }

    private static StoreException failure(Map<String, Value> connection) {
        try (Store store = Stores.open(connection)) {
            return catchThrowableOfType(StoreException.class, () -> store.check(SOON));
        }
    }
}
