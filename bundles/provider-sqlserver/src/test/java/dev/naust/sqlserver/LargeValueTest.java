package dev.naust.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Content;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.RecordReader;
import dev.naust.api.store.Store;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.Request;
import dev.naust.sqlserver.tds.Request.Parameter;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values that are left out of their rows and fetched by themselves; against the double. */
@Timeout(60)
class LargeValueTest {
    private static final int LENGTH = 3 << 20;

    private final byte[] bytes = new byte[LENGTH];
    private TdsServer server;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(bytes);
        server = TdsServer.plain();
        new LaidTable()
                .column("id", "int", 4, 10, 0, false, false, null)
                .column("x", "varbinary", -1, 0, 0)
                .key("id")
                .on(server);
        server.on(
                "FROM [dbo].[boats]",
                Answer.columns("id", TdsType.INT, "x", TdsType.VARBINARY_MAX, "length", TdsType.BIGINT)
                        .row(41, null, (long) LENGTH)
                        .row(42, new byte[] {1}, null));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void fetched(byte[] value) {
        server.on(
                "SELECT CONVERT(varbinary(max), [x])",
                Answer.columns("x", TdsType.VARBINARY_MAX).row((Object) value));
    }

    private static Content large(RecordReader reader) throws InterruptedException {
        return (Content) reader.next(10, Long.MAX_VALUE).records().get(0).body().at(1);
    }

    @Test
    void theValueComesByItsRecordsKeyOverASecondConnection() throws Exception {
        fetched(bytes);
        try (Store store = Stores.open(server);
                RecordReader reader = store.read(ReadRequest.of(LaidTable.ID))) {
            Content content = large(reader);
            assertThat(content.length()).isEqualTo(LENGTH);
            try (InputStream in = content.open()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }

        Request asked = server.requests("SELECT CONVERT(varbinary(max), [x])").get(0);
        assertThat(asked.parameters()).containsExactly(new Parameter("int", 41));
        assertThat(asked.connection())
                .isNotEqualTo(server.requests("FROM [dbo].[boats]").get(0).connection());
    }

    @Test
    void aValueThatHasBecomeAnotherIsAFailureAndNoOtherValue() throws Exception {
        fetched(new byte[] {1, 2, 3});
        try (Store store = Stores.open(server);
                RecordReader reader = store.read(ReadRequest.of(LaidTable.ID));
                InputStream in = large(reader).open()) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has changed since its record was read");
        }
    }

    @Test
    void aValueOfAReaderThatIsClosedCannotBeFetched() throws Exception {
        try (Store store = Stores.open(server)) {
            RecordReader reader = store.read(ReadRequest.of(LaidTable.ID));
            Content content = large(reader);
            reader.close();
            assertThatThrownBy(content::open).isInstanceOf(IOException.class).hasMessageContaining("closed");
        }
    }
}
