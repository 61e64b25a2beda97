package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Consents.Consent;
import dev.naust.api.service.PrivacyMap.Evidence;
import dev.naust.api.service.PrivacyMap.Proposal;
import dev.naust.api.service.PrivacyMap.Scan;
import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Found;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.Step;
import dev.naust.console.web.JsonObject;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How REST shows requests, consents and what a scan found. */
final class PrivacyForms {
    private PrivacyForms() {}

    /** @param today in Europe/Oslo */
    static Document request(PrivacyRequest request, LocalDate today) {
        JsonObject form = new JsonObject()
                .put("id", request.id())
                .put("type", request.type().name())
                .put("state", request.state().name())
                .put("subject", request.subject())
                .put("receivedAt", request.receivedAt())
                .put("due", request.due().toString())
                .put("daysLeft", ChronoUnit.DAYS.between(today, request.due()))
                .put("overdue", !request.state().isFinal() && today.isAfter(request.due()))
                .put("extended", request.extended())
                .put("createdBy", request.createdBy())
                .putText("approvedBy", request.approvedBy())
                .putText("reason", request.reason())
                .putText("problem", request.problem())
                .putText("runId", request.runId())
                .put(
                        "history",
                        request.history().stream().map(PrivacyForms::step).toList())
                .put(
                        "outcomes",
                        request.outcomes().stream().map(PrivacyForms::outcome).toList())
                .putTexts("remarks", request.remarks())
                .putTime("packageUntil", request.packageUntil());
        request.scope()
                .ifPresent(scope -> form.put(
                        "scope",
                        new JsonObject()
                                .put("records", scope.records())
                                .put(
                                        "found",
                                        scope.found().stream()
                                                .map(PrivacyForms::found)
                                                .toList())
                                .putTexts("errors", scope.errors())
                                .document()));
        return form.put("links", links(request)).document();
    }

    private static Document links(PrivacyRequest request) {
        String self = "/api/v1/privacy/requests/" + request.id();
        JsonObject links = new JsonObject().put("self", self);
        request.runId().ifPresent(run -> links.put("run", "/api/v1/runs/" + run));
        request.packageUntil().ifPresent(until -> links.put("package", self + "/package"));
        return links.document();
    }

    private static Document step(Step step) {
        return new JsonObject()
                .put("state", step.state().name())
                .put("at", step.at())
                .put("actor", step.actor())
                .put("note", step.note())
                .put("behind", step.behind())
                .document();
    }

    private static Document found(Found found) {
        return new JsonObject()
                .put("store", found.store())
                .put("collection", found.collection())
                .put("records", found.records())
                .put("action", found.action().name())
                .put("reason", found.reason())
                .document();
    }

    private static Document outcome(Outcome outcome) {
        return new JsonObject()
                .put("store", outcome.store())
                .put("collection", outcome.collection())
                .put("record", outcome.record())
                .put("result", outcome.result().name())
                .put("reason", outcome.reason())
                .document();
    }

    static Document scan(Scan scan) {
        return new JsonObject()
                .put("collections", scan.collections())
                .put("mapped", scan.mapped())
                .put(
                        "proposals",
                        scan.proposals().stream().map(PrivacyForms::proposal).toList())
                .putTexts("errors", scan.errors())
                .document();
    }

    private static Document proposal(Proposal proposal) {
        List<Document> evidence =
                proposal.evidence().stream().map(PrivacyForms::evidence).toList();
        return new JsonObject()
                .put("store", proposal.store())
                .put("collection", proposal.collection())
                .put("mapped", proposal.mapped())
                .put("evidence", evidence)
                .put("entry", proposal.entry())
                .document();
    }

    private static Document evidence(Evidence evidence) {
        return new JsonObject()
                .put("field", evidence.field())
                .put("category", evidence.category())
                .put("matches", evidence.matches())
                .put("sampled", evidence.sampled())
                .put("reason", evidence.reason())
                .document();
    }

    static Document consent(Consent consent) {
        Document subjects = Document.empty();
        for (var each : consent.subjects().entrySet()) {
            subjects = subjects.with(each.getKey(), Value.text(each.getValue()));
        }
        return new JsonObject()
                .put("id", consent.id())
                .put("subject", subjects)
                .put("purpose", consent.agreed().purpose())
                .put("version", consent.agreed().version())
                .put("given", consent.agreed().given())
                .putTime("expires", consent.agreed().expires())
                .putTime("withdrawn", consent.withdrawn())
                .put("evidence", consent.agreed().evidence())
                .put("notedBy", consent.notedBy())
                .document();
    }
}
