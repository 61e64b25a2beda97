package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.service.Consents.Agreed;
import dev.naust.api.service.Consents.Consent;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.PrivacyMap.View;
import dev.naust.console.security.Caller;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where personal data is, and what people have agreed to. */
public final class PersonalDataResource {
    private final Services services;
    private final Idempotency idempotency;
    private final Clock clock;

    public PersonalDataResource(Services services, Idempotency idempotency, Clock clock) {
        this.services = services;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    public void map(Context request) {
        answer(request, services.privacyMap().current());
    }

    public void schema(Context request) {
        request.contentType("application/schema+json")
                .result(services.privacyMap().schema());
    }

    /** Replaces the map; its ETag is its revision. */
    public void replace(Context request) {
        String match = request.header("If-Match");
        if (match == null) {
            throw new ProblemException(
                    428,
                    "revision.required",
                    "Say with If-Match which revision of the map you change; its ETag names it.");
        }
        Document map = JsonBody.object(request);
        String revision =
                match.equals("*") ? services.privacyMap().current().revision() : match.replaceAll("^(W/)?\"|\"$", "");
        try {
            answer(request, services.privacyMap().replace(map, revision, Caller.nameIn(request)));
        } catch (InvalidConfigException e) {
            throw new ProblemException(Problem.invalid(
                    "config.invalid", "The map of personal data is not valid; nothing was changed.", e.problems()));
        }
    }

    public void scan(Context request) throws InterruptedException {
        List<String> stores = List.of();
        if (request.bodyAsBytes().length > 0) {
            JsonBody body = JsonBody.of(request);
            stores = body.texts("stores");
            body.done();
        }
        Answers.send(request, PrivacyForms.scan(services.privacyMap().scan(stores)));
    }

    public void consents(Context request) {
        int limit = Answers.limit(request);
        List<Consent> found = services.consents().list(Answers.cursor(request), limit + 1);
        List<Consent> page = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next = found.size() > limit
                ? Optional.of(Answers.encode(page.get(limit - 1).id()))
                : Optional.empty();
        Answers.list(request, page.stream().map(PrivacyForms::consent).toList(), next);
    }

    public void consent(Context request) throws Exception {
        idempotency.once(request, () -> {
            JsonBody body = JsonBody.of(request);
            Map<String, String> subject = PrivacyResource.texts(body, "subject");
            Instant given = PrivacyResource.time(body, "given").orElse(clock.instant());
            Agreed agreed = new Agreed(
                    body.required("purpose"),
                    body.required("version"),
                    given,
                    PrivacyResource.time(body, "expires"),
                    body.text("evidence").orElse(""));
            body.done();
            Consent consent = services.consents()
                    .give(subject, agreed, PrivacyResource.actor(request).name());
            request.header("Location", "/api/v1/privacy/consents/" + consent.id());
            Answers.send(request, 201, PrivacyForms.consent(consent));
        });
    }

    public void withdraw(Context request) {
        Answers.send(
                request,
                PrivacyForms.consent(services.consents()
                        .withdraw(
                                request.pathParam("id"),
                                PrivacyResource.actor(request).name())));
    }

    private static void answer(Context request, View view) {
        request.header("ETag", '"' + view.revision() + '"');
        Answers.send(request, view.content());
    }
}
