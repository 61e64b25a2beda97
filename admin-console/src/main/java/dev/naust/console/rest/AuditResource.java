package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.service.Audit;
import dev.naust.api.service.Audit.Entry;
import dev.naust.api.service.Audit.Verdict;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The audit log. */
public final class AuditResource {
    private static final JsonValues JSON = new JsonValues();
    private static final int STEP = 500;

    private final Services services;

    public AuditResource(Services services) {
        this.services = services;
    }

    public void list(Context request) {
        int limit = Answers.limit(request);
        List<Entry> entries = services.audit().list(before(request), limit);
        Optional<String> next = entries.stream()
                .reduce((first, second) -> second)
                .filter(last -> last.sequence() > 1)
                .map(last -> Answers.encode(Long.toString(last.sequence())));
        Answers.list(request, entries.stream().map(AuditResource::form).toList(), next);
    }

    public void verify(Context request) throws InterruptedException {
        Verdict verdict = services.audit().verify();
        Answers.send(
                request,
                new JsonObject()
                        .put("valid", verdict.problem().isEmpty())
                        .put("entries", verdict.entries())
                        .putText("problem", verdict.problem())
                        .document());
    }

    /** All entries, the newest first, one JSON object in each line. */
    public void export(Context request) throws IOException {
        request.contentType("application/x-ndjson")
                .header("Content-Disposition", "attachment; filename=\"audit.ndjson\"");
        Audit audit = services.audit();
        OutputStream out = request.outputStream();
        List<Entry> entries = audit.list(Optional.empty(), STEP);
        while (!entries.isEmpty()) {
            for (Entry entry : entries) {
                out.write((JSON.write(form(entry)) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            entries = audit.list(Optional.of(entries.get(entries.size() - 1).sequence()), STEP);
        }
    }

    private static Optional<Long> before(Context request) {
        Optional<String> cursor = Answers.cursor(request);
        if (cursor.isPresent() && !cursor.get().matches("[0-9]{1,18}")) {
            throw Answers.badCursor();
        }
        return cursor.map(Long::parseLong);
    }

    private static Document form(Entry entry) {
        return new JsonObject()
                .put("sequence", entry.sequence())
                .put("at", entry.at())
                .put("actor", entry.event().actor())
                .put("action", entry.event().action())
                .put("target", entry.event().target())
                .put("outcome", entry.event().outcome())
                .put("details", entry.event().details())
                .put("previous", entry.previous())
                .put("hash", entry.hash())
                .document();
    }
}
