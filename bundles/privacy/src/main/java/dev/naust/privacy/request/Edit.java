package dev.naust.privacy.request;

import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Scope;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Step;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request with some of it changed. For one thread. */
final class Edit {
    private final PrivacyRequest from;
    private final List<Step> history;
    private State state;
    private LocalDate due;
    private boolean extended;
    private Optional<String> approvedBy;
    private Optional<String> reason;
    private Optional<Scope> scope;
    private List<Outcome> outcomes;
    private List<String> remarks;
    private Optional<String> problem;
    private Optional<String> runId;
    private Optional<Instant> packageUntil;

    Edit(PrivacyRequest from) {
        this.from = from;
        this.history = new ArrayList<>(from.history());
        this.state = from.state();
        this.due = from.due();
        this.extended = from.extended();
        this.approvedBy = from.approvedBy();
        this.reason = from.reason();
        this.scope = from.scope();
        this.outcomes = from.outcomes();
        this.remarks = from.remarks();
        this.problem = from.problem();
        this.runId = from.runId();
        this.packageUntil = from.packageUntil();
    }

    /** The next state, and who brought it there, when and why. */
    Edit to(State next, Instant at, String actor, String note) {
        state = next;
        return note(at, actor, note);
    }

    /** The same by a token, and whose that is. */
    Edit to(State next, Instant at, String actor, String note, String behind) {
        state = next;
        history.add(new Step(state, at, actor, note, behind));
        return this;
    }

    /** A line in the history without another state. */
    Edit note(Instant at, String actor, String note) {
        history.add(new Step(state, at, actor, note));
        return this;
    }

    Edit due(LocalDate day) {
        due = day;
        extended = true;
        return this;
    }

    Edit approvedBy(String name) {
        approvedBy = Optional.of(name);
        return this;
    }

    Edit reason(String text) {
        reason = Optional.of(text);
        return this;
    }

    Edit scope(Scope found) {
        scope = Optional.of(found);
        return this;
    }

    Edit outcomes(List<Outcome> all) {
        outcomes = all;
        return this;
    }

    Edit remarks(List<String> all) {
        remarks = all;
        return this;
    }

    Edit problem(Optional<String> text) {
        problem = text;
        return this;
    }

    Edit run(String id) {
        runId = Optional.of(id);
        return this;
    }

    Edit packageUntil(Instant time) {
        packageUntil = Optional.of(time);
        return this;
    }

    PrivacyRequest done() {
        return new PrivacyRequest(
                from.id(),
                from.type(),
                state,
                from.subject(),
                from.receivedAt(),
                due,
                extended,
                from.createdBy(),
                approvedBy,
                reason,
                history,
                scope,
                outcomes,
                remarks,
                problem,
                runId,
                packageUntil);
    }
}
