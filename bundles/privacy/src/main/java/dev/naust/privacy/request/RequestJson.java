package dev.naust.privacy.request;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Found;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.Scope;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Step;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.json.JsonValues;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Requests as JSON texts of the server's state and back; nothing of the person is in them but the pseudonym. */
final class RequestJson {
    private static final JsonValues JSON = new JsonValues();

    private RequestJson() {}

    static String write(PrivacyRequest request) {
        Map<String, Value> fields = new LinkedHashMap<>();
        put(fields, "id", request.id());
        put(fields, "type", request.type().name());
        put(fields, "state", request.state().name());
        put(fields, "subject", request.subject());
        put(fields, "receivedAt", request.receivedAt().toString());
        put(fields, "due", request.due().toString());
        fields.put("extended", Value.Bool.of(request.extended()));
        put(fields, "createdBy", request.createdBy());
        request.approvedBy().ifPresent(text -> put(fields, "approvedBy", text));
        request.reason().ifPresent(text -> put(fields, "reason", text));
        fields.put("history", list(request.history(), RequestJson::step));
        request.scope().ifPresent(scope -> {
            fields.put("found", list(scope.found(), RequestJson::found));
            fields.put("scopeErrors", list(scope.errors(), Value::text));
        });
        fields.put("outcomes", list(request.outcomes(), RequestJson::outcome));
        fields.put("remarks", list(request.remarks(), Value::text));
        request.problem().ifPresent(text -> put(fields, "problem", text));
        request.runId().ifPresent(text -> put(fields, "runId", text));
        request.packageUntil().ifPresent(time -> put(fields, "packageUntil", time.toString()));
        return JSON.write(Document.of(fields));
    }

    static PrivacyRequest read(String text) {
        Document from = JSON.readObject(text);
        return new PrivacyRequest(
                text(from, "id"),
                Type.valueOf(text(from, "type")),
                State.valueOf(text(from, "state")),
                text(from, "subject"),
                Instant.parse(text(from, "receivedAt")),
                LocalDate.parse(text(from, "due")),
                from.get("extended").filter(value -> value == Value.Bool.TRUE).isPresent(),
                text(from, "createdBy"),
                optional(from, "approvedBy"),
                optional(from, "reason"),
                items(from, "history", each -> step((Document) each)),
                from.get("found")
                        .map(ignored -> new Scope(
                                items(from, "found", each -> found((Document) each)),
                                items(from, "scopeErrors", Value::toString))),
                items(from, "outcomes", each -> outcome((Document) each)),
                items(from, "remarks", Value::toString),
                optional(from, "problem"),
                optional(from, "runId"),
                optional(from, "packageUntil").map(Instant::parse));
    }

    private static Value step(Step step) {
        Map<String, Value> fields = new LinkedHashMap<>();
        put(fields, "state", step.state().name());
        put(fields, "at", step.at().toString());
        put(fields, "actor", step.actor());
        put(fields, "note", step.note());
        put(fields, "behind", step.behind());
        return Document.of(fields);
    }

    private static Step step(Document from) {
        return new Step(
                State.valueOf(text(from, "state")),
                Instant.parse(text(from, "at")),
                text(from, "actor"),
                text(from, "note"),
                // Requests of earlier versions have none.
                optional(from, "behind").orElse(""));
    }

    private static Value found(Found found) {
        Map<String, Value> fields = new LinkedHashMap<>();
        put(fields, "store", found.store());
        put(fields, "collection", found.collection());
        fields.put("records", Value.int64(found.records()));
        put(fields, "action", found.action().name());
        put(fields, "reason", found.reason());
        return Document.of(fields);
    }

    private static Found found(Document from) {
        long records = ((Value.Int64) from.get("records").orElseThrow()).number();
        return new Found(
                text(from, "store"),
                text(from, "collection"),
                records,
                Result.valueOf(text(from, "action")),
                text(from, "reason"));
    }

    private static Value outcome(Outcome outcome) {
        Map<String, Value> fields = new LinkedHashMap<>();
        put(fields, "store", outcome.store());
        put(fields, "collection", outcome.collection());
        put(fields, "record", outcome.record());
        put(fields, "result", outcome.result().name());
        put(fields, "reason", outcome.reason());
        return Document.of(fields);
    }

    private static Outcome outcome(Document from) {
        return new Outcome(
                text(from, "store"),
                text(from, "collection"),
                text(from, "record"),
                Result.valueOf(text(from, "result")),
                text(from, "reason"));
    }

    private static void put(Map<String, Value> fields, String name, String text) {
        fields.put(name, Value.text(text));
    }

    private static <T> Value list(List<T> items, Function<T, Value> form) {
        return new Value.Array(items.stream().map(form).toList());
    }

    private static <T> List<T> items(Document from, String name, Function<Value, T> read) {
        return from.get(name).stream()
                .flatMap(value -> ((Value.Array) value).items().stream())
                .map(read)
                .toList();
    }

    private static Optional<String> optional(Document from, String name) {
        return from.get(name).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    private static String text(Document from, String name) {
        return optional(from, name).orElseThrow();
    }
}
