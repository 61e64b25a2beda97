package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DatasetId;
import dev.naust.api.store.Store;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server does not grant is said before anything is written; against the double. */
@Timeout(60)
class FootingTest {
    private static final DatasetId BOATS = DatasetId.of("dbo", "boats");

    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        server = Stores.withoutTables(TdsServer.plain());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void grants(int locked, int makes, int alters, int object) {
        server.on(
                "'CREATE TABLE'",
                Answer.columns(
                                "locked", TdsType.INT,
                                "makes", TdsType.INT,
                                "alters", TdsType.INT,
                                "user_name", TdsType.NVARCHAR)
                        .row(locked, makes, alters, "clerk"));
        server.on(
                "'OBJECT'",
                Answer.columns("granted", TdsType.INT, "user_name", TdsType.NVARCHAR)
                        .row(object, "clerk"));
    }

    @Test
    void nothingStandsAgainstAUserWithAllPermissions() throws Exception {
        grants(0, 1, 1, 1);
        try (Store store = Stores.open(server)) {
            assertThat(store.footing().orElseThrow().againstWriting(List.of(BOATS), true))
                    .isEmpty();
            assertThat(store.footing().orElseThrow().againstReading(List.of(BOATS)))
                    .isEmpty();
        }
    }

    @Test
    void whatIsNotGrantedIsNamedWithItsGrant() throws Exception {
        grants(0, 0, 0, 0);
        try (Store store = Stores.open(server)) {
            assertThat(store.footing().orElseThrow().againstWriting(List.of(BOATS), true))
                    .containsExactly(
                            "The user clerk may not make tables: GRANT CREATE TABLE TO clerk",
                            "The user clerk may not make tables in the schema dbo: GRANT ALTER ON SCHEMA::dbo TO clerk",
                            "The user clerk may not write to dbo.boats: GRANT INSERT ON it");
            assertThat(store.footing().orElseThrow().againstWriting(List.of(), false))
                    .isEmpty();
            assertThat(store.footing().orElseThrow().againstReading(List.of(BOATS)))
                    .containsExactly("The user clerk may not read dbo.boats: GRANT SELECT ON it");
        }
    }

    @Test
    void aDatabaseThatTakesNoChangesIsNamed() throws Exception {
        grants(1, 1, 1, 1);
        try (Store store = Stores.open(server)) {
            assertThat(store.footing().orElseThrow().againstWriting(List.of(BOATS), true))
                    .singleElement()
                    .asString()
                    .startsWith("The database takes no changes");
        }
    }
}
