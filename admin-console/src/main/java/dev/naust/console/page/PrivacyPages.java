package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.service.Consents.Agreed;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.PrivacyMap.Scan;
import dev.naust.api.service.PrivacyMap.View;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.api.service.PrivacyRequests.Asked;
import dev.naust.api.service.PrivacyRequests.Started;
import dev.naust.api.store.StoreException;
import dev.naust.console.rest.PrivacyResource;
import dev.naust.console.templates.Templates;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Problems;
import dev.naust.console.web.Services;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The pages of a data-protection officer: requests, the map of personal data, and consents. */
public final class PrivacyPages {
    private static final ZoneId ZONE = ZoneId.of("Europe/Oslo");
    private static final JsonValues JSON = new JsonValues();

    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final Clock clock;
    private final PrivacyShapes shapes = new PrivacyShapes();

    public PrivacyPages(Services services, Templates templates, Shells shells, Clock clock) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.clock = clock;
    }

    public void overview(Context request) {
        showAll(request, List.of());
    }

    public void create(Context request) {
        try {
            Map<String, String> subject = subject(request);
            Map<String, String> corrections = new LinkedHashMap<>();
            field(request, "field")
                    .ifPresent(name ->
                            corrections.put(name, field(request, "value").orElse("")));
            Asked asked = new Asked(
                    Type.valueOf(field(request, "type").orElse("ACCESS")),
                    subject,
                    Optional.empty(),
                    corrections,
                    field(request, "purpose"),
                    field(request, "note").orElse(""));
            PrivacyRequest made = services.privacyRequests().receive(asked, actor(request));
            request.redirect("/privacy/requests/" + made.id(), HttpStatus.SEE_OTHER);
        } catch (StoreException e) {
            showAll(request, refused(request, e));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(422, "request.invalid", "There is no such type of request.");
        }
    }

    public void request(Context request) {
        show(request, find(request), List.of(), Optional.empty());
    }

    public void verify(Context request) throws InterruptedException {
        try {
            services.privacyRequests()
                    .verify(
                            id(request),
                            field(request, "method").orElse(""),
                            field(request, "evidence").orElse(""),
                            actor(request));
            back(request);
        } catch (StoreException e) {
            show(request, find(request), refused(request, e), Optional.empty());
        }
    }

    public void approve(Context request) {
        step(request, () -> services.privacyRequests().approve(id(request), reason(request), actor(request)));
    }

    public void reject(Context request) {
        step(request, () -> services.privacyRequests().reject(id(request), reason(request), actor(request)));
    }

    public void extend(Context request) {
        step(request, () -> services.privacyRequests().extend(id(request), reason(request), actor(request)));
    }

    public void execute(Context request) {
        try {
            Started started = services.privacyRequests().execute(id(request), actor(request));
            if (started.password().isEmpty()) {
                back(request);
            } else {
                show(request, started.request(), List.of(), started.password());
            }
        } catch (StoreException e) {
            show(request, find(request), refused(request, e), Optional.empty());
        }
    }

    private void step(Context request, Runnable step) {
        try {
            step.run();
            back(request);
        } catch (StoreException e) {
            show(request, find(request), refused(request, e), Optional.empty());
        }
    }

    public void map(Context request) {
        View view = services.privacyMap().current();
        showMap(
                request,
                JSON.writePretty(view.content()),
                view,
                List.of(),
                Optional.empty(),
                request.queryParam("saved") != null);
    }

    public void saveMap(Context request) {
        String text = Objects.requireNonNullElse(request.formParam("map"), "");
        String revision = field(request, "revision").orElse("");
        try {
            Document map = JSON.readObject(text);
            services.privacyMap().replace(map, revision, actor(request).name());
            request.redirect("/privacy/map?saved", HttpStatus.SEE_OTHER);
        } catch (MalformedJsonException e) {
            request.status(422);
            refuseMap(request, text, List.of("This is not JSON: " + e.getMessage()));
        } catch (InvalidConfigException e) {
            request.status(422);
            refuseMap(
                    request,
                    text,
                    e.problems().stream()
                            .map(problem -> problem.pointer() + " " + problem.message())
                            .toList());
        } catch (StoreException e) {
            refuseMap(request, text, refused(request, e));
        }
    }

    private void refuseMap(Context request, String text, List<String> refusal) {
        showMap(request, text, services.privacyMap().current(), refusal, Optional.empty(), false);
    }

    public void scan(Context request) throws InterruptedException {
        View view = services.privacyMap().current();
        Scan scan = services.privacyMap().scan(List.of());
        showMap(request, JSON.writePretty(view.content()), view, List.of(), Optional.of(scan), false);
    }

    public void consents(Context request) {
        showConsents(request, List.of());
    }

    public void giveConsent(Context request) {
        try {
            Agreed agreed = new Agreed(
                    field(request, "purpose").orElse(""),
                    field(request, "version").orElse(""),
                    clock.instant(),
                    Optional.empty(),
                    field(request, "evidence").orElse(""));
            services.consents().give(subject(request), agreed, actor(request).name());
            request.redirect("/privacy/consents", HttpStatus.SEE_OTHER);
        } catch (StoreException e) {
            showConsents(request, refused(request, e));
        }
    }

    public void withdraw(Context request) {
        services.consents()
                .withdraw(request.pathParam("consent"), actor(request).name());
        request.redirect("/privacy/consents", HttpStatus.SEE_OTHER);
    }

    private void showAll(Context request, List<String> refusal) {
        PageWriter.show(
                request,
                templates.pagePrivacy(
                        shells.of(request),
                        shapes.all(
                                services.privacyRequests().list(),
                                today(),
                                services.privacyMap().current().content(),
                                services.stores().stores().size(),
                                refusal)));
    }

    private void show(Context request, PrivacyRequest found, List<String> refusal, Optional<String> password) {
        PageWriter.show(
                request,
                templates.pagePrivacyRequest(
                        shells.of(request), shapes.one(found, today(), actor(request), refusal, password)));
    }

    private void showMap(
            Context request, String text, View view, List<String> refusal, Optional<Scan> scan, boolean saved) {
        PageWriter.show(
                request,
                templates.pagePrivacyMap(
                        shells.of(request), shapes.map(view, text, refusal, scan, JSON::writePretty, saved)));
    }

    private void showConsents(Context request, List<String> refusal) {
        PageWriter.show(
                request,
                templates.pageConsents(
                        shells.of(request),
                        shapes.consents(services.consents().list(Optional.empty(), 100), clock.instant(), refusal)));
    }

    private static List<String> refused(Context request, StoreException failure) {
        Problem problem = Problems.of(failure).orElseThrow();
        request.status(problem.status());
        return List.of(problem.detail());
    }

    private PrivacyRequest find(Context request) {
        return services.privacyRequests()
                .find(id(request))
                .orElseThrow(() -> new ProblemException(
                        404, "privacy_request.not_found", "There is no request " + id(request) + "."));
    }

    private static void back(Context request) {
        request.redirect("/privacy/requests/" + id(request), HttpStatus.SEE_OTHER);
    }

    private static Map<String, String> subject(Context request) {
        Map<String, String> subject = new LinkedHashMap<>();
        for (int i = 1; i <= 3; i++) {
            Optional<String> name = field(request, "name" + i);
            Optional<String> value = field(request, "known" + i);
            if (name.isPresent() && value.isPresent()) {
                subject.put(name.get(), value.get());
            }
        }
        return subject;
    }

    private static Optional<String> field(Context request, String name) {
        return Optional.ofNullable(request.formParam(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String reason(Context request) {
        return field(request, "reason").orElse("");
    }

    private static Actor actor(Context request) {
        return PrivacyResource.actor(request);
    }

    private static String id(Context request) {
        return request.pathParam("request");
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZONE);
    }
}
