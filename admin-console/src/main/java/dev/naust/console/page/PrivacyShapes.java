package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Consents.Consent;
import dev.naust.api.service.PrivacyMap.Scan;
import dev.naust.api.service.PrivacyMap.View;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Choice;
import dev.naust.console.view.ConsentsView;
import dev.naust.console.view.Fact;
import dev.naust.console.view.Moment;
import dev.naust.console.view.PrivacyMapView;
import dev.naust.console.view.PrivacyRequestView;
import dev.naust.console.view.PrivacyRequestView.Line;
import dev.naust.console.view.PrivacyView;
import dev.naust.console.view.Tone;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What the pages about personal data show. Safe for use by several threads. */
final class PrivacyShapes {
    private static final ZoneId ZONE = ZoneId.of("Europe/Oslo");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);
    private static final int WARN_DAYS = 7;

    PrivacyView all(List<PrivacyRequest> requests, LocalDate today, Document map, int stores, List<String> refusal) {
        List<PrivacyView.Row> open = requests.stream()
                .filter(request -> !request.state().isFinal())
                .map(request -> row(request, today))
                .toList();
        List<PrivacyView.Row> over = requests.stream()
                .filter(request -> request.state().isFinal())
                .limit(20)
                .map(request -> row(request, today))
                .toList();
        List<Choice> types = Arrays.stream(Type.values())
                .map(type -> new Choice(type.name(), words(type.name()), type == Type.ACCESS))
                .toList();
        return new PrivacyView(open, over, coverage(map, stores), types, refusal);
    }

    private static String coverage(Document map, int stores) {
        List<Document> entries = objects(map, "collections");
        long mapped =
                entries.stream().map(entry -> text(entry, "store")).distinct().count();
        return "The map has " + entries.size() + (entries.size() == 1 ? " collection" : " collections") + " of "
                + mapped + " of " + stores + " stores.";
    }

    private static PrivacyView.Row row(PrivacyRequest request, LocalDate today) {
        return new PrivacyView.Row(
                "/privacy/requests/" + request.id(),
                words(request.type().name()),
                request.subject(),
                state(request.state()),
                DAY.format(request.due()),
                left(request, today));
    }

    private static Badge left(PrivacyRequest request, LocalDate today) {
        if (request.state().isFinal()) {
            return new Badge("over", Tone.QUIET);
        }
        long days = ChronoUnit.DAYS.between(today, request.due());
        if (days < 0) {
            return new Badge(-days + (days == -1 ? " day overdue" : " days overdue"), Tone.BAD);
        }
        return new Badge(days + (days == 1 ? " day left" : " days left"), days <= WARN_DAYS ? Tone.WARN : Tone.GOOD);
    }

    private static LocalDate lastDay(Instant until) {
        return LocalDate.ofInstant(until, ZONE);
    }

    private static String packageWords(LocalDate lastDay, LocalDate today) {
        return lastDay.isBefore(today)
                ? "The package was removed after " + DAY.format(lastDay) + "."
                : "It can be fetched until " + DAY.format(lastDay) + "; then the server removes it.";
    }

    private static Badge state(State state) {
        Tone tone = state == State.ANSWERED ? Tone.GOOD : state == State.REJECTED ? Tone.QUIET : Tone.BUSY;
        return new Badge(state.name().toLowerCase(Locale.ROOT), tone);
    }

    PrivacyRequestView one(
            PrivacyRequest request, LocalDate today, Actor actor, List<String> refusal, Optional<String> password) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Person", request.subject()));
        facts.add(new Fact(
                "Answer due",
                DAY.format(request.due())
                        + (request.state().isFinal()
                                ? ""
                                : ", " + left(request, today).text())));
        facts.add(new Fact("Entered by", request.createdBy()));
        request.approvedBy().ifPresent(name -> facts.add(new Fact("Approved by", name)));
        request.reason().ifPresent(text -> facts.add(new Fact("Reason", text)));
        Optional<String> next = next(request).filter(step -> !(step.equals("approve") && isForAnother(request, actor)));
        boolean open = request.state().compareTo(State.EXECUTED) < 0;
        return new PrivacyRequestView(
                request.id(),
                words(request.type().name()) + " request",
                state(request.state()),
                facts,
                next,
                advice(request, actor),
                open,
                !request.extended() && !request.state().isFinal(),
                request.scope().isPresent(),
                request.scope().stream()
                        .flatMap(scope -> scope.found().stream())
                        .map(found -> new Line(
                                found.store() + "/" + found.collection(),
                                found.records(),
                                planned(found.action()),
                                found.reason()))
                        .toList(),
                request.scope().map(PrivacyRequest.Scope::errors).orElse(List.of()),
                outcomes(request.outcomes()),
                request.remarks(),
                request.problem(),
                request.runId().map(id -> "/runs/" + id),
                request.packageUntil()
                        .filter(until -> !lastDay(until).isBefore(today))
                        .map(until -> "/api/v1/privacy/requests/" + request.id() + "/package"),
                request.packageUntil().map(until -> packageWords(lastDay(until), today)),
                password,
                request.history().stream()
                        .map(step -> new PrivacyRequestView.Happened(
                                Moment.of(step.at()),
                                step.actor(),
                                step.state().name().toLowerCase(Locale.ROOT),
                                step.note()))
                        .toList(),
                refusal);
    }

    private static Optional<String> next(PrivacyRequest request) {
        return switch (request.state()) {
            case RECEIVED -> Optional.of("verify");
            case VERIFIED -> Optional.of("search");
            case SCOPED -> Optional.of("approve");
            case APPROVED, EXECUTED -> Optional.of("execute");
            case CHECKED, ANSWERED, REJECTED -> Optional.empty();
        };
    }

    /** Whether approving it would be refused because a second person must. */
    private static boolean isForAnother(PrivacyRequest request, Actor actor) {
        boolean isByTheirToken = request.history().stream()
                .limit(1)
                .anyMatch(step -> !step.behind().isEmpty() && step.behind().equals(actor.behind()));
        return request.type() == Type.ERASURE && (request.createdBy().equals(actor.name()) || isByTheirToken);
    }

    private static String advice(PrivacyRequest request, Actor actor) {
        return switch (request.state()) {
            case RECEIVED ->
                "Make sure that it is the person who asks. Then all mapped stores are searched; nothing is changed.";
            case VERIFIED -> "Put right what is listed below, then search again.";
            case SCOPED ->
                isForAnother(request, actor)
                        ? "You or an API token of yours entered this request, so another dpo or admin must approve the erasure."
                        : "Look at what was found. Approve it when that is what should happen.";
            case APPROVED -> "Approved. Start it when you are ready; if it is interrupted, start it again.";
            case EXECUTED -> "Everything is done, but the search afterwards found something. Start it again.";
            case CHECKED -> "Searched again; the answer follows.";
            case ANSWERED -> "Done. What was known of the person was wiped from this request.";
            case REJECTED -> "The person must be told why, and that they may complain to Datatilsynet.";
        };
    }

    private static List<Line> outcomes(List<Outcome> outcomes) {
        Map<List<String>, Long> counts = new LinkedHashMap<>();
        outcomes.forEach(each -> counts.merge(
                List.of(each.store() + "/" + each.collection(), each.result().name(), each.reason()), 1L, Long::sum));
        return counts.entrySet().stream()
                .map(each -> new Line(
                        each.getKey().get(0),
                        each.getValue(),
                        result(Result.valueOf(each.getKey().get(1))),
                        each.getKey().get(2)))
                .toList();
    }

    /** What cannot be done has not failed yet. */
    private static Badge planned(Result result) {
        return result == Result.FAILED ? new Badge("NOT POSSIBLE YET", Tone.BAD) : result(result);
    }

    private static Badge result(Result result) {
        Tone tone = result == Result.FAILED
                ? Tone.BAD
                : Set.of(Result.RETAINED, Result.PSEUDONYMISED, Result.RESTRICTED)
                                .contains(result)
                        ? Tone.WARN
                        : result == Result.UNCHANGED ? Tone.QUIET : Tone.GOOD;
        return new Badge(result.name(), tone);
    }

    PrivacyMapView map(
            View view,
            String text,
            List<String> refusal,
            Optional<Scan> scan,
            Function<Document, String> json,
            boolean saved) {
        return new PrivacyMapView(
                objects(view.content(), "collections").stream()
                        .map(PrivacyShapes::mapped)
                        .toList(),
                text,
                view.revision(),
                refusal,
                scan.map(found -> found.proposals().stream()
                        .map(each -> new PrivacyMapView.Proposal(
                                each.store() + "/" + each.collection(),
                                each.mapped(),
                                each.evidence().stream()
                                        .map(one -> one.field() + ": " + one.reason())
                                        .toList(),
                                json.apply(each.entry())))
                        .toList()),
                scan.map(Scan::errors).orElse(List.of()),
                saved);
    }

    private static PrivacyMapView.Row mapped(Document entry) {
        Document subject = object(entry, "subject");
        List<String> ways = new ArrayList<>(object(subject, "keys").layout().names());
        objects(subject, "joins").forEach(join -> ways.add("by " + text(join, "collection")));
        Document erasure = object(entry, "erasure");
        String reason = text(erasure, "reason");
        return new PrivacyMapView.Row(
                text(entry, "store") + "/" + text(entry, "collection"),
                text(entry, "category"),
                text(entry, "purpose"),
                text(entry, "legalBasis").replace('_', ' '),
                text(entry, "retention"),
                String.join(", ", ways),
                text(erasure, "policy") + (reason.isEmpty() ? "" : ": " + reason));
    }

    ConsentsView consents(List<Consent> consents, Instant now, List<String> refusal) {
        return new ConsentsView(
                consents.stream().map(consent -> consent(consent, now)).toList(), refusal);
    }

    private static ConsentsView.Row consent(Consent consent, Instant now) {
        boolean valid = consent.isValid(now);
        String names = String.join(", ", consent.subjects().keySet());
        String first = consent.subjects().values().stream().findFirst().orElse("");
        return new ConsentsView.Row(
                consent.id(),
                names + " " + first.substring(0, Math.min(8, first.length())),
                consent.agreed().purpose(),
                consent.agreed().version(),
                Moment.of(consent.agreed().given()),
                consent.agreed().expires().map(end -> Moment.of(end).text()).orElse("no end"),
                valid
                        ? new Badge("valid", Tone.GOOD)
                        : new Badge(consent.withdrawn().isPresent() ? "withdrawn" : "expired", Tone.QUIET),
                consent.withdrawn().isEmpty());
    }

    private static String words(String name) {
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String text(Document document, String name) {
        return document.get(name)
                .map(value -> value instanceof Text text ? text.string() : "")
                .orElse("");
    }

    private static Document object(Document document, String name) {
        return document.get(name)
                .map(value -> value instanceof Document inner ? inner : Document.empty())
                .orElse(Document.empty());
    }

    private static List<Document> objects(Document document, String name) {
        return document.get(name)
                .map(value -> value instanceof Value.Array array
                        ? array.items().stream()
                                .filter(Document.class::isInstance)
                                .map(Document.class::cast)
                                .toList()
                        : List.<Document>of())
                .orElse(List.of());
    }
}
