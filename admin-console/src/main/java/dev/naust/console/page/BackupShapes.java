package dev.naust.console.page;

import dev.naust.api.service.Backups.Backup;
import dev.naust.api.service.Backups.Check;
import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.Backups.Schedule;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.Run;
import dev.naust.console.view.BackupView;
import dev.naust.console.view.BackupView.PartRow;
import dev.naust.console.view.BackupsView;
import dev.naust.console.view.BackupsView.BackupRow;
import dev.naust.console.view.BackupsView.ScheduleRow;
import dev.naust.console.view.Choice;
import dev.naust.console.view.Fact;
import dev.naust.console.view.Moment;
import dev.naust.console.view.Show;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How backups are shown. Safe for use by several threads. */
final class BackupShapes {
    private static final int SHOWN = 50;
    private static final int HASH = 16;

    private final Services services;
    private final StoreCards stores;

    BackupShapes(Services services) {
        this.services = services;
        this.stores = new StoreCards(services);
    }

    BackupsView all(Optional<String> store, Optional<String> before, Optional<String> problem) {
        List<Backup> found = services.backups().list(store, before, SHOWN + 1);
        List<Backup> page = found.subList(0, Math.min(SHOWN, found.size()));
        Optional<String> older = found.size() > SHOWN
                ? Optional.of("/backups?before=" + page.get(SHOWN - 1).id()
                        + store.map(id -> "&store=" + id).orElse(""))
                : Optional.empty();
        return new BackupsView(
                page.stream().map(BackupShapes::row).toList(),
                older,
                services.backups().schedules().stream().map(BackupShapes::row).toList(),
                stores.choices(store.orElse("")),
                services.backups().locations().stream()
                        .map(each -> new Choice(
                                each.name(),
                                each.name()
                                        + each.residency()
                                                .map(place -> " · " + place)
                                                .orElse(""),
                                false))
                        .toList(),
                problem);
    }

    BackupView one(Backup backup, Optional<String> problem) {
        boolean ended = backup.state().isFinal();
        return new BackupView(
                backup.id(),
                backup.store(),
                RunRows.badge(backup.state()),
                "/runs/" + backup.id(),
                ended,
                backup.state() == Run.State.SUCCEEDED,
                backup.closedWith().equals("passphrase"),
                facts(backup),
                backup.collections().stream()
                        .map(each -> new PartRow(
                                each.name(),
                                Show.number(each.records()),
                                each.hash()
                                        .substring(0, Math.min(HASH, each.hash().length()))))
                        .toList(),
                stores.choices(backup.store()),
                List.of(
                        new Choice(Conflict.FAIL.name(), "Stop, and write nothing", true),
                        new Choice(Conflict.SKIP.name(), "Leave that collection as it is", false),
                        new Choice(Conflict.MERGE.name(), "Add what is missing, keep what is there", false),
                        new Choice(Conflict.OVERWRITE.name(), "Replace what is there", false)),
                backup.problem(),
                problem);
    }

    /** When a backup of each store was last proven restorable; nothing while the backup service is not there. */
    static Map<String, Instant> proven(Services services) {
        try {
            return services.backups().proven();
        } catch (ProblemException unavailable) {
            return Map.of();
        }
    }

    /** The schedules; none while the backup service is not there. */
    static List<Schedule> schedules(Services services) {
        try {
            return services.backups().schedules();
        } catch (ProblemException unavailable) {
            return List.of();
        }
    }

    private static BackupRow row(Backup backup) {
        return new BackupRow(
                "/backups/" + backup.id(),
                backup.store(),
                RunRows.badge(backup.state()),
                Moment.of(backup.createdAt()),
                Show.number(backup.records()),
                Show.bytes(backup.size()),
                backup.location(),
                good(backup.drilled()),
                backup.problem());
    }

    private static ScheduleRow row(Schedule schedule) {
        NewSchedule rule = schedule.rule();
        return new ScheduleRow(
                rule.id(),
                rule.store(),
                rule.cron() + ", " + rule.zone(),
                keeps(rule),
                schedule.next().map(Moment::of),
                schedule.problem());
    }

    private static String keeps(NewSchedule rule) {
        List<String> rules = new ArrayList<>();
        if (rule.keepLast() > 0) {
            rules.add("the last " + rule.keepLast());
        }
        if (rule.keepDays() > 0) {
            rules.add(Show.count(rule.keepDays(), "day", "days"));
        }
        return rules.isEmpty() ? "all" : String.join(" and ", rules);
    }

    private static List<Fact> facts(Backup backup) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Made", Moment.of(backup.createdAt()).text()));
        facts.add(new Fact("Records", Show.number(backup.records())));
        facts.add(new Fact("Size", Show.bytes(backup.size())));
        facts.add(new Fact("Location", backup.location()));
        facts.add(new Fact("File", backup.file()));
        facts.add(new Fact("Closed with", backup.closedWith()));
        backup.classification().ifPresent(level -> facts.add(new Fact("Classification", Show.word(level))));
        if (backup.state() == Run.State.SUCCEEDED) {
            facts.add(new Fact(
                    "State of the store",
                    backup.consistent() ? "One consistent snapshot" : "Read while others could write"));
        }
        backup.schedule().ifPresent(id -> facts.add(new Fact("Schedule", id)));
        backup.verified().ifPresent(check -> facts.add(new Fact("Verified", sentence(check))));
        facts.add(new Fact(
                "Proven restorable",
                backup.drilled().map(BackupShapes::sentence).orElse("Not yet")));
        return facts;
    }

    private static String sentence(Check check) {
        return Moment.of(check.at()).text()
                + check.problem().map(problem -> " · failed: " + problem).orElse("");
    }

    private static Optional<Moment> good(Optional<Check> check) {
        return check.filter(found -> found.problem().isEmpty()).map(Check::at).map(Moment::of);
    }
}
