package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.Value;
import dev.naust.api.store.Step;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Trial;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How far a configuration comes; against the double. */
@Timeout(60)
class DiagnosisTest {
    private TdsServer server;

    /** Notes what a trial is told. */
    private static final class Notes implements Trial {
        private final List<String> steps = new ArrayList<>();

        @Override
        public void run(Step step, Work work) throws InterruptedException {
            try {
                steps.add(step + " " + work.run());
            } catch (StoreException e) {
                steps.add(e.code().step().orElse(step) + " failed");
                throw e;
            }
        }

        @Override
        public void skip(Step step, String why) {
            steps.add(step + " skipped");
        }

        @Override
        public Duration left() {
            return Duration.ofSeconds(10);
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = TdsServer.plain();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void rights(Integer schema, int select, int alter, String updateability) {
        server.on(
                "SCHEMA_ID",
                Answer.columns(
                                "id",
                                TdsType.INT,
                                "s",
                                TdsType.INT,
                                "a",
                                TdsType.INT,
                                "c",
                                TdsType.INT,
                                "u",
                                TdsType.NVARCHAR,
                                "p",
                                TdsType.INT)
                        .row(schema, select, alter, alter, updateability, 1));
    }

    private static List<String> steps(Map<String, Value> connection) {
        Notes notes = new Notes();
        catchThrowableOfType(
                StoreException.class, () -> new SqlServerProvider().diagnose(Stores.config(connection), notes));
        return notes.steps;
    }

    @Test
    void everyStepIsTold() {
        rights(1, 1, 1, "READ_WRITE");

        assertThat(steps(Stores.connection(server)))
                .hasSize(4)
                .satisfies(steps -> assertThat(steps.get(0)).startsWith("CONNECT "))
                .satisfies(steps -> assertThat(steps.get(1)).isEqualTo("TLS skipped"))
                .satisfies(steps -> assertThat(steps.get(2)).contains("\"app\" in"))
                .satisfies(steps -> assertThat(steps.get(3)).contains("make collections"));
    }

    @Test
    void missingRightsAreTold() {
        rights(1, 0, 0, "READ_WRITE");

        assertThat(steps(Stores.connection(server))).last().asString().isEqualTo("PERMISSION failed");
    }

    @Test
    void aSecondaryIsTold() {
        rights(1, 1, 0, "READ_ONLY");

        assertThat(steps(Stores.connection(server))).last().asString().contains("accepts no changes");
    }

    @Test
    void aWrongPasswordFailsAtTheSignIn() {
        Map<String, Value> connection = Stores.connection(server);
        connection.put("password", Value.text("wrong"));

        assertThat(steps(connection)).last().isEqualTo("SIGN_IN failed");
    }

    @Test
    void nobodyThereFailsAtTheConnection() throws Exception {
        Map<String, Value> connection = Stores.connection(server);
        try (ServerSocket gone = new ServerSocket(0)) {
            connection.put("port", Value.int64(gone.getLocalPort()));
        }

        assertThat(steps(connection)).containsExactly("CONNECT failed");
    }
}
