package dev.naust.console.rest;

import dev.naust.api.model.DataRecord;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.Value;
import dev.naust.api.store.Batch;
import dev.naust.api.store.Capability;
import dev.naust.api.store.CommonError;
import dev.naust.api.store.Sql;
import dev.naust.api.store.Sql.Explanation;
import dev.naust.api.store.Sql.Rows;
import dev.naust.api.store.Sql.SqlStatement;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Questions in a store's own SQL: the store keeps them from changing anything. */
public final class QueriesResource {
    private static final int PAGE = 100;
    private static final int MOST = 1_000;
    private static final long BYTES = 4L << 20;
    private static final int LONGEST = 20_000;

    private final StoreWork work;

    public QueriesResource(Services services, Deadlines deadlines) {
        this.work = new StoreWork(services, deadlines);
    }

    public void query(Context request) throws Exception {
        JsonBody body = JsonBody.of(request);
        SqlStatement statement = statement(body);
        int limit = body.number("limit", PAGE, 1, MOST);
        body.done();
        Document answer = work.withinWhole(request, store -> answer(sql(store), statement, limit));
        Answers.send(request, answer);
    }

    private static Document answer(Sql sql, SqlStatement statement, int limit) throws InterruptedException {
        try (Rows rows = sql.query(statement)) {
            List<Document> items = new ArrayList<>();
            boolean last = false;
            long bytes = 0;
            while (!last && items.size() < limit && bytes < BYTES) {
                Batch batch = rows.next(limit - items.size(), BYTES - bytes);
                for (DataRecord record : batch.records()) {
                    items.add(record.body());
                    bytes += record.weight();
                }
                last = batch.last();
            }
            boolean complete = last || rows.next(1, BYTES).records().isEmpty();
            return new JsonObject()
                    .put(
                            "columns",
                            rows.columns().stream().map(QueriesResource::form).toList())
                    .put("items", items)
                    .put("complete", complete)
                    .document();
        }
    }

    public void explain(Context request) throws Exception {
        JsonBody body = JsonBody.of(request);
        SqlStatement statement = statement(body);
        boolean analyze = body.truth("analyze", false);
        body.done();
        Explanation found = work.withinWhole(request, store -> sql(store).explain(statement, analyze));
        JsonObject answer = new JsonObject().put("format", found.format()).put("plan", found.plan());
        answer.put(
                "cost",
                found.cost().isPresent() ? new Value.Float64(found.cost().getAsDouble()) : Value.ofNull());
        found.milliseconds()
                .ifPresentOrElse(
                        milliseconds -> answer.put("milliseconds", milliseconds),
                        () -> answer.put("milliseconds", Value.ofNull()));
        Answers.send(
                request,
                answer.putTexts("indexes", found.indexes())
                        .putTexts("scans", found.scans())
                        .putTexts("advice", found.advice())
                        .document());
    }

    private static SqlStatement statement(JsonBody body) {
        String text = body.required("sql");
        if (text.length() > LONGEST) {
            body.wrong("sql", "is longer than " + LONGEST + " characters");
        }
        List<Value> parameters = body.values("parameters");
        int seconds = body.number("timeoutSeconds", 20, 1, 25);
        return new SqlStatement(text, parameters, Duration.ofSeconds(seconds));
    }

    private static Sql sql(Store store) {
        return store.sql()
                .orElseThrow(() -> new StoreException(CommonError.UNSUPPORTED, store.without(Capability.SQL)));
    }

    private static Document form(Field column) {
        return new JsonObject()
                .put("name", column.name())
                .put("kind", column.type().kind().name())
                .put("type", column.type().nativeType())
                .document();
    }
}
