package dev.naust.sqlserver;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.sqlserver.tds.Answer;
import dev.naust.sqlserver.tds.Request;
import dev.naust.sqlserver.tds.TdsServer;
import dev.naust.sqlserver.tds.TdsType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stores over the double. */
final class Stores {
    private Stores() {}

    /** A connection that the double lets in; it does not encrypt. */
    static Map<String, Value> connection(TdsServer server) {
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("host", Value.text("localhost"));
        connection.put("port", Value.int64(server.port()));
        connection.put("database", Value.text("shop"));
        connection.put("username", Value.text(TdsServer.USER));
        connection.put("password", Value.text(TdsServer.PASSWORD));
        connection.put("ssl", Document.of(Map.of("mode", Value.text("disable"))));
        // So that a mistake in the double fails a test and does not hang it.
        connection.put("parameters", Document.of(Map.of("socketTimeout", Value.int64(15))));
        return connection;
    }

    /** Has the double tell of no tables, and of no transaction that outlives its call. */
    static TdsServer withoutTables(TdsServer server) {
        return server.on(
                "sys.partitions",
                Answer.columns(
                        "schema_name", TdsType.NVARCHAR,
                        "table_name", TdsType.NVARCHAR,
                        "kind", TdsType.NVARCHAR,
                        "records", TdsType.BIGINT));
    }

    /** What was made durable. */
    static List<Request> commits(TdsServer server) {
        return server.requests("COMMIT TRAN").stream()
                .filter(request -> request.text().startsWith("IF @@TRANCOUNT > 0 COMMIT"))
                .toList();
    }

    static StoreConfig config(Map<String, Value> connection) {
        return StoreConfig.of("test", Document.of(connection));
    }

    static Store open(Map<String, Value> connection) {
        return new SqlServerProvider().open(config(connection));
    }

    static Store open(TdsServer server) {
        return open(connection(server));
    }
}
