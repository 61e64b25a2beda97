package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.api.service.PrivacyRequests.Asked;
import dev.naust.api.service.PrivacyRequests.Started;
import dev.naust.console.security.Caller;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** People's requests about their data. */
public final class PrivacyResource {
    private static final ZoneId ZONE = ZoneId.of("Europe/Oslo");

    private final Services services;
    private final Idempotency idempotency;
    private final Clock clock;

    public PrivacyResource(Services services, Idempotency idempotency, Clock clock) {
        this.services = services;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** Open requests first, the soonest due at the top. */
    public void list(Context request) {
        int limit = Answers.limit(request);
        int from = Answers.cursor(request)
                .map(text -> {
                    if (!text.matches("[0-9]{1,9}")) {
                        throw Answers.badCursor();
                    }
                    return Integer.parseInt(text);
                })
                .orElse(0);
        List<PrivacyRequest> all = requests().list();
        List<Document> page = all.stream()
                .skip(from)
                .limit(limit)
                .map(each -> PrivacyForms.request(each, today()))
                .toList();
        Optional<String> next = all.size() > from + limit
                ? Optional.of(Answers.encode(Integer.toString(from + limit)))
                : Optional.empty();
        Answers.list(request, page, next);
    }

    public void get(Context request) {
        String id = request.pathParam("id");
        answer(
                request,
                200,
                requests()
                        .find(id)
                        .orElseThrow(() -> new ProblemException(
                                404, "privacy_request.not_found", "There is no request " + id + ".")));
    }

    public void create(Context request) throws Exception {
        idempotency.once(request, () -> {
            JsonBody body = JsonBody.of(request);
            Optional<Type> type = body.requiredChoice("type", List.of(Type.values()));
            Map<String, String> subject = texts(body, "subject");
            Map<String, String> corrections = texts(body, "corrections");
            Optional<Instant> received = time(body, "receivedAt");
            Optional<String> purpose = body.text("purpose");
            String note = body.text("note").orElse("");
            body.done();
            PrivacyRequest made = requests()
                    .receive(
                            new Asked(type.orElseThrow(), subject, received, corrections, purpose, note),
                            actor(request));
            request.header("Location", "/api/v1/privacy/requests/" + made.id());
            answer(request, 201, made);
        });
    }

    public void verify(Context request) throws InterruptedException {
        JsonBody body = JsonBody.of(request);
        String method = body.required("method");
        String evidence = body.text("evidence").orElse(method);
        body.done();
        answer(request, 200, requests().verify(id(request), method, evidence, actor(request)));
    }

    public void approve(Context request) {
        answer(request, 200, requests().approve(id(request), reason(request), actor(request)));
    }

    public void reject(Context request) {
        answer(request, 200, requests().reject(id(request), reason(request), actor(request)));
    }

    public void extend(Context request) {
        answer(request, 200, requests().extend(id(request), reason(request), actor(request)));
    }

    /** Answers with the run, the request, and where there is one, the password of the package. */
    public void execute(Context request) {
        Started started = requests().execute(id(request), actor(request));
        request.header("Location", "/api/v1/runs/" + started.run().id());
        Document form = RunForm.of(started.run()).with("request", PrivacyForms.request(started.request(), today()));
        Answers.send(
                request,
                202,
                started.password()
                        .map(password -> form.with("packagePassword", Text.of(password)))
                        .orElse(form));
    }

    /** The package as it is, encrypted. */
    public void download(Context request) throws IOException {
        PrivacyRequests.Package file = requests().open(id(request), actor(request));
        request.contentType("application/zip")
                .header("Content-Disposition", "attachment; filename=\"" + file.name() + "\"")
                .header("Expires", file.until().toString());
        try (OutputStream out = request.outputStream()) {
            Files.copy(file.file(), out);
        }
    }

    private PrivacyRequests requests() {
        return services.privacyRequests();
    }

    private void answer(Context request, int status, PrivacyRequest form) {
        Answers.send(request, status, PrivacyForms.request(form, today()));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZONE);
    }

    /** Who acts, and whether that is a person. */
    public static Actor actor(Context request) {
        Caller caller = Caller.of(request).orElseThrow();
        return new Actor(
                caller.actor(),
                caller.session().isPresent(),
                caller.identity().person().orElse(""));
    }

    private static String id(Context request) {
        return request.pathParam("id");
    }

    /** The reason of a body that may be empty. */
    private static String reason(Context request) {
        if (request.bodyAsBytes().length == 0) {
            return "";
        }
        JsonBody body = JsonBody.of(request);
        String reason = body.text("reason").orElse("");
        body.done();
        return reason;
    }

    static Map<String, String> texts(JsonBody body, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        body.object(name).orElse(Document.empty()).toMap().forEach((field, value) -> {
            if (value instanceof Text text) {
                texts.put(field, text.string());
            } else {
                body.wrong(name, "must hold texts only");
            }
        });
        return texts;
    }

    static Optional<Instant> time(JsonBody body, String name) {
        Optional<String> text = body.text(name);
        try {
            return text.map(Instant::parse);
        } catch (DateTimeParseException e) {
            body.wrong(name, "must be a time such as 2026-01-31T12:00:00Z");
            return Optional.empty();
        }
    }
}
