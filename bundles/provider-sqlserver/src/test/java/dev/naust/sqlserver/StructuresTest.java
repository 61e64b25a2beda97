package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.Structures;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions for an operator's files; against the double. */
@Timeout(60)
class StructuresTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        server = Stores.withoutTables(TdsServer.plain());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static Structures structures(Store store) {
        return store.structures().orElseThrow();
    }

    @Test
    void aFileRunsInOneTransactionWordForWord() throws Exception {
        server.on("CREATE TABLE album", Answer.none());
        try (Store store = Stores.open(server)) {
            structures(store).inSession(session -> {
                session.begin();
                session.execute("CREATE TABLE album (note nvarchar(9) DEFAULT '{x} ?')", SOON);
                session.commit();
                return true;
            });
        }
        assertThat(server.requests("CREATE TABLE album"))
                .singleElement()
                .satisfies(request -> assertThat(request.text()).contains("DEFAULT '{x} ?'"));
        assertThat(Stores.commits(server)).hasSize(1);
    }

    @Test
    void aStatementThatFailsIsToldInTheServersWordsAndUndone() throws Exception {
        server.on("CREATE TABLE album", Answer.error(2714, "There is already an object named 'album'."));
        try (Store store = Stores.open(server)) {
            assertThatThrownBy(() -> structures(store).inSession(session -> {
                        session.begin();
                        session.execute("CREATE TABLE album (id int)", SOON);
                        return true;
                    }))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("already an object named 'album'");
        }
        assertThat(Stores.commits(server)).isEmpty();
    }

    @Test
    void aLockIsTheSessionsAndIsTakenOrNotAtOnce() throws Exception {
        server.on("sp_getapplock", Answer.columns("got", TdsType.INT).row(-1));
        try (Store store = Stores.open(server)) {
            boolean free = structures(store).inSession(session -> session.lock(77));
            assertThat(free).isFalse();
        }
        assertThat(server.requests("sp_getapplock"))
                .singleElement()
                .satisfies(request -> assertThat(request.text())
                        .contains("N'naust 77'", "@LockOwner = 'Session'", "@LockTimeout = 0"));
    }

    @Test
    void answersAreTextsByColumn() throws Exception {
        server.on(
                "FROM history",
                Answer.columns("rank", TdsType.INT, "version", TdsType.NVARCHAR).row(1, null));
        try (Store store = Stores.open(server)) {
            List<Map<String, String>> rows =
                    structures(store).inSession(session -> session.ask("SELECT rank, version FROM history"));
            assertThat(rows).containsExactly(Map.of("rank", "1"));
            assertThat(structures(store).read().tables()).isEmpty();
        }
    }
}
