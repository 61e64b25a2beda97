package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.Request;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Finding records by their keys, against the double. */
@Timeout(60)
class LookupTest {
    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        server = TdsServer.plain();
        new LaidTable()
                .column("id", "int", 4, 10, 0, false, false, null)
                .column("n", "nvarchar", 20, 0, 0)
                .key("id")
                .on(server);
        server.on(
                "FROM [dbo].[boats]",
                Answer.columns("id", TdsType.INT, "n", TdsType.NVARCHAR)
                        .row(1, "Gjøa")
                        .row(2, "Fram"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void manyKeysAreAskedForInOneStatementWithAParameterEach() throws Exception {
        List<RecordKey> keys = IntStream.rangeClosed(1, 100)
                .mapToObj(id -> RecordKey.of("id", new Value.Int32(id)))
                .toList();
        List<DataRecord> found;
        try (Store store = Stores.open(server)) {
            found = store.lookup().orElseThrow().findAll(LaidTable.ID, keys);
        }

        assertThat(found).hasSize(2);
        List<Request> asked = server.requests("FROM [dbo].[boats]");
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).text()).contains(" OR ");
        assertThat(asked.get(0).parameters())
                .extracting(parameter -> String.valueOf(parameter.value()))
                .contains("1", "50", "100");
    }

    @Test
    void noStatementHasMoreParametersThanTheServerTakes() throws Exception {
        List<RecordKey> keys = IntStream.rangeClosed(1, 600)
                .mapToObj(id -> RecordKey.of("id", new Value.Int32(id)))
                .toList();
        try (Store store = Stores.open(server)) {
            store.lookup().orElseThrow().findAll(LaidTable.ID, keys);
        }

        assertThat(server.requests("FROM [dbo].[boats]"))
                .hasSize(3)
                .allSatisfy(asked -> assertThat(asked.parameters()).hasSizeLessThan(2_100));
    }
}
