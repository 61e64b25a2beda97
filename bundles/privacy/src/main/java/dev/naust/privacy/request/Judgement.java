package dev.naust.privacy.request;

import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Step;
import dev.naust.api.service.PrivacyRequest.Type;
import dev.naust.api.service.PrivacyRequests.Actor;
import dev.naust.api.service.PrivacyRequests.Asked;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** What may be asked, by whom, and until when. */
final class Judgement {
    private static final String TOKEN = "token:";
    private static final String OTHERS = ": any other user of the role dpo or admin can, signed in. An admin makes"
            + " users with POST /api/v1/users";
    private static final int MOST_IDENTIFIERS = 20;
    private static final int LONGEST = 300;
    private static final Duration OLDEST = Duration.ofDays(3 * 365);

    private Judgement() {}

    static void judge(Asked asked, Instant now) {
        boolean named = !asked.subject().isEmpty()
                && asked.subject().size() <= MOST_IDENTIFIERS
                && asked.subject().values().stream().noneMatch(value -> value.isBlank() || value.length() > LONGEST);
        if (!named) {
            throw invalid("A request names its person by what the map knows them by, such as {\"email\": \"…\"}: 1 to "
                    + MOST_IDENTIFIERS + " texts of at most " + LONGEST + " characters");
        }
        Instant received = asked.receivedAt().orElse(now);
        if (received.isAfter(now.plusSeconds(60)) || received.isBefore(now.minus(OLDEST))) {
            throw invalid("receivedAt must be a time in the last three years");
        }
        if (asked.type() == Type.RECTIFICATION && asked.corrections().isEmpty()) {
            throw invalid("A rectification says what is right: corrections holds the new value of each wrong field");
        }
        if (asked.type() == Type.OBJECTION
                && asked.purpose().filter(text -> !text.isBlank()).isEmpty()) {
            throw invalid("An objection says to which purpose of the map");
        }
    }

    static void secondPerson(PrivacyRequest request, Actor actor) {
        if (!actor.person()) {
            throw new StoreException(
                    ServiceError.APPROVAL_PERSON,
                    "An erasure is approved by a person who has signed in, not by an API token: a user of the role dpo or admin"
                            + " who did not enter it signs in and approves it on the request's page");
        }
        Step first = request.history().get(0);
        boolean own = !first.behind().isEmpty() && first.behind().equals(actor.behind());
        if (request.createdBy().equals(actor.name()) || own) {
            throw new StoreException(
                    ServiceError.APPROVAL_SECOND_PERSON,
                    (own ? "An API token of yours" : "You") + " entered this request, so another person must approve"
                            + " the erasure" + OTHERS);
        }
        // A token without an owner is nobody: behind it may be whoever approves now.
        boolean nobodys =
                request.createdBy().startsWith(TOKEN) && first.behind().isEmpty();
        boolean verified = request.history().stream()
                .filter(step -> step.state() == State.VERIFIED)
                .anyMatch(step -> step.actor().equals(actor.name())
                        || !step.behind().isEmpty() && step.behind().equals(actor.behind()));
        if (nobodys && verified) {
            throw new StoreException(
                    ServiceError.APPROVAL_SECOND_PERSON,
                    "An API token entered this request and you verified it, so another person must approve the erasure"
                            + OTHERS);
        }
    }

    static void mayExtend(PrivacyRequest request, String reason, LocalDate today) {
        if (request.state().isFinal() || request.extended()) {
            throw new StoreException(
                    ServiceError.PRIVACY_REQUEST_STATE,
                    "Request " + request.id() + (request.extended() ? " was extended already" : " is over")
                            + "; it cannot be extended");
        }
        if (reason.isBlank()) {
            throw invalid("Say why more time is needed; the person must be told within the first month");
        }
        if (today.isAfter(request.due())) {
            throw new StoreException(
                    ServiceError.PRIVACY_REQUEST_LATE,
                    "The answer was due on " + request.due()
                            + ", and the person must be told of more time before that; it stays overdue");
        }
    }

    private static StoreException invalid(String message) {
        return new StoreException(ServiceError.PRIVACY_REQUEST_INVALID, message);
    }
}
