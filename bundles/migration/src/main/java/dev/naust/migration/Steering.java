package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A run that follows, as it can be asked: by the server that is at it, or by another one through the state that they share. */
interface Steering {
    /** How it stands. */
    Migrations.Following now();

    /** The target's collections, sorted. */
    List<DatasetId> collections() throws InterruptedException;

    /**
     * Asks for the cutover.
     *
     * @param override collections, by the source's names, that may be cut over although they are not verified
     * @throws StoreException with {@code cutover.refused}
     */
    void askCutOver(Set<String> override) throws InterruptedException;

    /**
     * Asks for the way back.
     *
     * @throws StoreException with {@code rollback.refused}
     */
    void askBack() throws InterruptedException;

    /** Whether the target is in the source's place. */
    default boolean isSwitched() {
        return now().since().isPresent();
    }

    /** Why the source cannot take its place again; empty when it can. */
    default List<String> againstComingBack() {
        Migrations.Following now = now();
        if (!now.noReturn().isEmpty()) {
            return List.of(now.noReturn());
        }
        List<String> lines = new ArrayList<>();
        for (String each : now.open()) {
            lines.add("Written after the cutover, and does not fit the source: " + each
                    + ". Change it, or finish the run");
        }
        return lines;
    }

    /** @throws StoreException with {@code cutover.refused} and the reason when it cannot be asked for a cutover as it stands */
    static void refuseCutOver(Migrations.Following now, Set<String> override) {
        if (now.stage() != Migrations.Following.Stage.FOLLOWING) {
            throw Handover.refused(now.since()
                    .map(since -> "The target has been in the source's place since " + toTheSecond(since))
                    .orElse("The cutover is under way already"));
        }
        List<String> missing = now.unverified().keySet().stream()
                .filter(name -> !override.contains(name))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw Handover.refused(
                    "These collections are UNVERIFIED: " + String.join(", ", missing)
                            + ". Put right what is open or validate them, or name them in \"override\" to cut over all the same");
        }
    }

    /** @throws StoreException with {@code rollback.refused} when it cannot be asked for the way back as it stands */
    static void refuseBack(Migrations.Following now) {
        if (now.stage() != Migrations.Following.Stage.FOLLOWING_BACK) {
            throw new StoreException(
                    ServiceError.ROLLBACK_REFUSED, "The run is between two steps: try again in a moment");
        }
    }

    static String toTheSecond(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
