package dev.naust.console.page;

import dev.naust.api.service.Health.Report;
import dev.naust.api.service.Health.Status;
import dev.naust.api.service.Run;
import dev.naust.console.view.OverviewView.Problem;
import dev.naust.console.view.StoreCard;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What needs somebody, among stores and runs. Safe for use by several threads. */
final class Attention {
    private static final int LOOKED_AT = 50;
    private static final int SHOWN = 3;

    /** A run that failed longer ago was seen, or does not matter. */
    private static final Duration RECENT = Duration.ofHours(24);

    private final Services services;
    private final Clock clock;

    Attention(Services services, Clock clock) {
        this.services = services;
        this.clock = clock;
    }

    /** Stores that cannot be used or do not answer, then those that are not where they should be. */
    List<Problem> stores(List<StoreCard> cards) {
        Map<String, Report> reports =
                reports().stream().collect(Collectors.toMap(Report::store, Function.identity(), (one, other) -> one));
        List<Problem> down = new ArrayList<>();
        List<Problem> uneasy = new ArrayList<>();
        for (StoreCard card : cards) {
            Optional<Report> report = Optional.ofNullable(reports.get(card.id()));
            boolean isDown =
                    report.filter(known -> known.status() == Status.UNHEALTHY).isPresent();
            if (isDown || !card.usable()) {
                String reason = report.filter(known -> isDown)
                        .flatMap(Report::lastError)
                        .or(card::problem)
                        .orElse("It cannot be used now.");
                down.add(new Problem("Store " + card.id(), reason, card.href()));
            } else {
                report.flatMap(Attention::uneasiness)
                        .map(why -> new Problem("Store " + card.id(), why, card.href() + "#health"))
                        .ifPresent(uneasy::add);
            }
        }
        down.addAll(uneasy);
        return down;
    }

    private static Optional<String> uneasiness(Report report) {
        return report.failover()
                .filter(words -> isAway(report))
                .or(() -> report.status() == Status.DEGRADED ? report.lastError() : Optional.empty());
    }

    /** That a store can only be moved by hand is to be known, and nothing to be done about. */
    private static boolean isAway(Report report) {
        return report.endpoints().stream().anyMatch(each -> each.isActive() != each.isPrimary() || each.isFenced());
    }

    /** Restores that were broken off: what is there now is only a part. */
    List<Problem> restores() {
        return services.brokenRestores().stream()
                .map(each -> new Problem(
                        "Restore into " + each.target(),
                        "It was broken off, and only a part is in " + String.join(", ", each.collections())
                                + ", which stay closed. Restore the backup again.",
                        "/backups/" + each.backup()))
                .toList();
    }

    /** Schedules whose last backup could not even begin, of which no run tells. */
    List<Problem> schedules() {
        return BackupShapes.schedules(services).stream()
                .filter(each -> each.problem().isPresent())
                .map(each -> new Problem(
                        "Backup schedule " + each.rule().id(),
                        "Its last backup could not begin: " + each.problem().get(),
                        "/backups#schedules"))
                .toList();
    }

    /** The runs that failed lately. */
    List<Problem> runs() {
        return services.runs().list(Optional.empty(), Optional.empty(), LOOKED_AT).stream()
                .filter(run -> run.state() == Run.State.FAILED && isRecent(run))
                .limit(SHOWN)
                .map(run -> new Problem(
                        run.title(),
                        run.errors().isEmpty() ? "It failed." : run.errors().get(0),
                        RunRows.href(run)))
                .toList();
    }

    private boolean isRecent(Run run) {
        return run.finishedAt().orElse(run.startedAt()).plus(RECENT).isAfter(clock.instant());
    }

    /** One calm sentence when all that is watched answers; empty text otherwise. */
    String calm() {
        List<Report> reports = reports();
        boolean isWell = reports.stream()
                        .allMatch(report -> report.status() == Status.HEALTHY
                                || report.status() == Status.UNKNOWN
                                        && report.lastError().isEmpty())
                && reports.stream().anyMatch(report -> report.status() == Status.HEALTHY);
        return isWell ? " All that are in use answer." : "";
    }

    private List<Report> reports() {
        try {
            return services.health().statuses();
        } catch (ProblemException absent) {
            return List.of();
        }
    }
}
