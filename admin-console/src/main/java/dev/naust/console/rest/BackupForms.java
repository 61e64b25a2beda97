package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Backups.Backup;
import dev.naust.api.service.Backups.Check;
import dev.naust.api.service.Backups.Location;
import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.Backups.Schedule;
import dev.naust.console.web.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Backups, schedules and locations as JSON. */
final class BackupForms {
    private BackupForms() {}

    /** @param proven when each store was last proven restorable */
    static Document of(Backup backup, Map<String, Instant> proven) {
        String self = "/api/v1/backups/" + backup.id();
        return new JsonObject()
                .put("id", backup.id())
                .put("store", backup.store())
                .put("type", backup.type())
                .put("state", backup.state().name())
                .put("location", backup.location())
                .put("file", backup.file())
                .put("createdAt", backup.createdAt())
                .putTime("finishedAt", backup.finishedAt())
                .put("size", backup.size())
                .put("records", backup.records())
                .put(
                        "collections",
                        backup.collections().stream()
                                .map(each -> new JsonObject()
                                        .put("name", each.name())
                                        .put("records", each.records())
                                        .put("hash", each.hash())
                                        .document())
                                .toList())
                .putText("classification", backup.classification())
                .putText("residency", backup.residency())
                .put("closedWith", backup.closedWith())
                .put("consistent", backup.consistent())
                .put("verified", check(backup.verified()))
                .put("drilled", check(backup.drilled()))
                .putTime("provenAt", good(backup.drilled()))
                .putTime("storeProvenAt", Optional.ofNullable(proven.get(backup.store())))
                .putText("schedule", backup.schedule())
                .putText("problem", backup.problem())
                .put(
                        "links",
                        new JsonObject()
                                .put("self", self)
                                .put("run", "/api/v1/runs/" + backup.id())
                                .document())
                .document();
    }

    static Document of(Schedule schedule) {
        NewSchedule rule = schedule.rule();
        return new JsonObject()
                .put("id", rule.id())
                .put("store", rule.store())
                .putTexts("collections", rule.collections())
                .putText("location", rule.location())
                .put("cron", rule.cron())
                .put("zone", rule.zone())
                .put(
                        "keep",
                        new JsonObject()
                                .put("last", rule.keepLast())
                                .put("days", rule.keepDays())
                                .document())
                .put("drill", rule.drill())
                .putTime("next", schedule.next())
                .putText("lastRun", schedule.lastRun())
                .putText("problem", schedule.problem())
                .document();
    }

    static Document of(Location location) {
        return new JsonObject()
                .put("name", location.name())
                .put("path", location.path())
                .putText("residency", location.residency())
                .document();
    }

    private static Optional<Instant> good(Optional<Check> check) {
        return check.filter(found -> found.problem().isEmpty()).map(Check::at);
    }

    private static Value check(Optional<Check> check) {
        return check.<Value>map(found -> new JsonObject()
                        .put("at", found.at())
                        .put("ok", found.problem().isEmpty())
                        .putText("problem", found.problem())
                        .document())
                .orElse(Value.ofNull());
    }
}
