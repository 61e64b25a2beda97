package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.RecordKey;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Migrations.Following.Stage;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.Mirror.Step;
import dev.naust.migration.chunk.Retries;
import dev.naust.migration.primary.PrimaryTable;
import dev.naust.migration.primary.PrimaryTable.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run after its copy: carries over what changes in the source, lets the target take the source's place when asked to, carries
 * back what changes there, and lets the source take its place again. Works on the run's thread; asked by others.
 *
 * <p>A cutover holds writes, carries over the rest, looks whether both sides agree, and decides by the one record of the
 * primaries. Whatever happens before that leaves the source in its place.
 */
final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final long OPEN_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long QUICK_NANOS = Duration.ofMillis(400).toNanos();
    private static final int NAMED = 20;
    private static final int MOST_STRAYS = 10_000;

    private final Parts parts;
    private final AtomicReference<Order> order = new AtomicReference<>(Order.NONE);
    private final Map<String, String> unproven;
    private final Map<RecordKey, DatasetId> strays = new LinkedHashMap<>();
    private final Set<RecordKey> suspects = new LinkedHashSet<>();
    private final Mirror forward;
    private @Nullable Mirror back;
    private Set<String> overridden = Set.of();
    private long openTried;
    private volatile Optional<Instant> since = Optional.empty();
    private volatile Stage stage = Stage.FOLLOWING;
    private volatile long behind;
    private volatile long seconds;
    private volatile long applied;
    private volatile Map<String, List<String>> open = Map.of();

    private enum Order {
        NONE,
        CUT_OVER,
        COME_BACK
    }

    /** What it stands on. */
    interface Parts {
        RunProgress progress();

        /** Waits while the run is paused. */
        void awaitPace() throws InterruptedException;

        Pump pump();

        Retries retries();

        PrimaryTable primaries();

        PrimaryTable.Move move();

        /** The source, as it is. */
        Store source();

        /** The source, as its records are copied. */
        Store seen();

        Store target();

        /** Follows the source. */
        Mirror forward() throws InterruptedException;

        /** Follows the target, from the first call on; it goes on where it was left. */
        Mirror back() throws InterruptedException;

        /** Does not follow the target any more. */
        void forgetBack() throws InterruptedException;

        /** Why the target cannot be followed; empty when it can. */
        String noReturn();

        /** The steps that the plan has for the target. */
        List<SchemaStep> steps();

        /** Does a step that comes after the copy, once. */
        void apply(SchemaStep step) throws InterruptedException;

        /** Whether the run was asked, by whichever server, to let the source take its place again. */
        boolean isComingBack();

        void comingBack(boolean now) throws InterruptedException;

        /** Puts a record that cannot be carried over among those that people are to put right. */
        void reject(DatasetId source, Rejected rejected);

        /** Notes in the audit log who serves now. */
        void audit(String what);
    }

    /**
     * A run that follows.
     *
     * @param unproven collections whose copy is not verified, by the source's names, and why
     */
    Follower(Parts parts, Map<String, String> unproven) throws InterruptedException {
        this.parts = parts;
        this.unproven = Map.copyOf(unproven);
        this.forward = parts.forward();
    }

    /** How it stands. */
    Migrations.Following now() {
        List<String> lines = new ArrayList<>();
        Map<String, String> unverified = new TreeMap<>(unproven);
        open.forEach((collection, reasons) -> {
            reasons.forEach(line -> lines.add(collection + ": " + line));
            if (since.isEmpty()) {
                unverified.put(collection, "records could not be carried over");
            }
        });
        return new Migrations.Following(stage, behind, seconds, applied, since, parts.noReturn(), lines, unverified);
    }

    /**
     * Asks for the cutover.
     *
     * @throws StoreException with {@code cutover.refused}
     */
    void askCutOver(Set<String> override) {
        if (stage != Stage.FOLLOWING || order.get() != Order.NONE) {
            throw refused(
                    since.isPresent()
                            ? "The target has been in the source's place since " + since.get()
                            : "The cutover is under way already");
        }
        List<String> missing = now().unverified().keySet().stream()
                .filter(name -> !override.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw refused(
                    "These collections are UNVERIFIED: " + String.join(", ", missing)
                            + ". Put right what is open or validate them, or name them in \"override\" to cut over all the same");
        }
        synchronized (this) {
            overridden = Set.copyOf(override);
        }
        order.set(Order.CUT_OVER);
    }

    private static StoreException refused(String why) {
        return new StoreException(ServiceError.CUTOVER_REFUSED, why);
    }

    /** Whether the target is in the source's place. */
    boolean isSwitched() {
        return since.isPresent();
    }

    /** The target's collections. */
    List<DatasetId> collections() {
        return parts.move().collections().values().stream()
                .sorted(Comparator.comparing(DatasetId::toString))
                .toList();
    }

    /** Why the source cannot take its place again; empty when it can. */
    List<String> againstComingBack() {
        if (!parts.noReturn().isEmpty()) {
            return List.of(parts.noReturn());
        }
        List<String> lines = new ArrayList<>();
        open.forEach((collection, reasons) -> {
            for (String reason : reasons) {
                lines.add("A record of " + collection + " that was written after the cutover does not fit the source: "
                        + reason + ". Change it, or finish the run");
            }
        });
        return lines;
    }

    /** Asks for the way back. */
    void askBack() throws InterruptedException {
        if (stage != Stage.FOLLOWING_BACK) {
            throw new StoreException(
                    ServiceError.ROLLBACK_REFUSED, "The run is between two steps: try again in a moment");
        }
        parts.comingBack(true);
        order.set(Order.COME_BACK);
    }

    /**
     * Follows until the source has taken its place again.
     *
     * @throws InterruptedException when the run was cancelled or the server stops
     */
    void run() throws InterruptedException {
        try {
            parts.primaries().release(parts.move().run());
            since = parts.primaries().switchedSince(parts.move().run());
            boolean cameBack = false;
            if (since.isPresent()) {
                settle();
                if (parts.isComingBack()) {
                    order.set(Order.COME_BACK);
                }
            }
            while (!cameBack) {
                parts.awaitPace();
                Order now = order.get();
                if (since.isEmpty()) {
                    tell(Stage.FOLLOWING, "Following");
                    parts.retries().run("Following " + parts.move().source(), attempt -> follow(forward, attempt));
                    if (now == Order.CUT_OVER) {
                        cutOver();
                        order.compareAndSet(now, Order.NONE);
                    }
                } else {
                    tell(Stage.FOLLOWING_BACK, "Cut over; following back");
                    followBack();
                    if (now == Order.COME_BACK) {
                        cameBack = comeBack();
                        order.compareAndSet(now, Order.NONE);
                    }
                }
            }
        } finally {
            close();
        }
    }

    private void tell(Stage next, String words) {
        stage = next;
        parts.progress().stage(words);
    }

    private boolean follow(Mirror mirror, int attempt) throws InterruptedException {
        if (attempt > 1) {
            mirror.reopen();
        }
        Step step = mirror.step(LOOK);
        if (System.nanoTime() - openTried > OPEN_AGAIN_NANOS && !mirror.open().isEmpty()) {
            openTried = System.nanoTime();
            mirror.tryOpen();
        }
        note(mirror, step);
        return step.isEmpty();
    }

    private void note(Mirror mirror, Step step) {
        applied += step.changes();
        behind = step.changes() < Mirror.AT_A_TIME ? 0 : step.changes();
        seconds = step.oldest()
                .map(at -> Math.max(0, Duration.between(at, Instant.now()).toSeconds()))
                .orElse(0L);
        Map<String, List<String>> lines = new LinkedHashMap<>();
        mirror.open().forEach((id, records) -> {
            if (!records.isEmpty()) {
                String name = mirror == forward ? id.toString() : sourceOf(id).toString();
                lines.put(
                        name,
                        records.entrySet().stream()
                                .limit(NAMED)
                                .map(Follower::line)
                                .toList());
            }
        });
        if (!lines.keySet().equals(open.keySet())) {
            mirror.open()
                    .forEach((id, records) -> records.values().stream()
                            .limit(NAMED)
                            .forEach(each -> parts.reject(mirror == forward ? id : sourceOf(id), each)));
        }
        open = Map.copyOf(lines);
    }

    private static String line(Map.Entry<RecordKey, Rejected> each) {
        String field = each.getValue().field();
        return each.getKey() + (field.isEmpty() ? "" : ", " + field) + ": "
                + each.getValue().reason();
    }

    private DatasetId sourceOf(DatasetId target) {
        return parts.move().collections().entrySet().stream()
                .filter(each -> each.getValue().equals(target))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(target);
    }

    private void cutOver() throws InterruptedException {
        tell(Stage.CUTTING_OVER, "Cutting over");
        try {
            if (parts.noReturn().isEmpty() && back == null) {
                back = parts.back();
            }
            catchUp(forward);
            boolean countsAreQuick = countsTake() < QUICK_NANOS;
            try (Hold hold = parts.primaries().hold(parts.move())) {
                drain(forward, hold);
                refuseOpen();
                requireSame(forward, hold, countsAreQuick);
                advanceSequences(parts.target(), parts.steps());
                parts.progress().confirm();
                hold.decide();
            }
        } catch (StoreException e) {
            LOG.info("The cutover of run {} ended early: {}", parts.move().run(), e.getMessage(), e);
            decidedAllTheSame(e);
            return;
        }
        switched();
    }

    /** The answer to a decision may be lost on its way. */
    private void decidedAllTheSame(StoreException e) throws InterruptedException {
        parts.primaries().release(parts.move().run());
        since = parts.primaries().switchedSince(parts.move().run());
        if (since.isPresent()) {
            switched();
        } else {
            close(back);
            back = null;
            parts.forgetBack();
            parts.progress().warn("The cutover did not happen, and everything is as before: " + e.getMessage());
        }
    }

    private void switched() throws InterruptedException {
        since = parts.primaries().switchedSince(parts.move().run());
        parts.audit("migration.cutover");
        parts.progress()
                .warn("Since " + since.map(Instant::toString).orElse("now") + " the collections of "
                        + parts.move().source() + " are served by "
                        + parts.move().target());
        settle();
    }

    /** What comes after the switch, and need not hold writes. */
    private void settle() throws InterruptedException {
        open = Map.of();
        if (parts.noReturn().isEmpty() && back == null) {
            back = parts.retries().run("Following " + parts.move().target(), attempt -> parts.back());
        }
        for (SchemaStep step : parts.steps()) {
            if (step.phase() == Phase.RELATE) {
                try {
                    parts.apply(step);
                } catch (StoreException e) {
                    parts.progress()
                            .warn("Making " + step.name() + " failed: " + e.getMessage()
                                    + ". Put the records right that stand against it, and make it by hand");
                }
            }
        }
    }

    private void catchUp(Mirror mirror) throws InterruptedException {
        long end = System.nanoTime() + CATCH_UP.toNanos();
        Step step = mirror.step(Duration.ZERO);
        while (step.changes() > Mirror.AT_A_TIME / 4) {
            if (System.nanoTime() > end) {
                throw refused("Changes come faster than they can be carried over: try again when fewer come");
            }
            note(mirror, step);
            step = mirror.step(Duration.ZERO);
        }
        note(mirror, step);
        mirror.tryOpen();
    }

    private void drain(Mirror mirror, Hold hold) throws InterruptedException {
        boolean isAtEnd = false;
        while (!isAtEnd) {
            Step step = mirror.step(Duration.ZERO);
            while (!step.isEmpty()) {
                note(mirror, step);
                requireTime(hold);
                step = mirror.step(Duration.ZERO);
            }
            isAtEnd = mirror.isAtEnd(Duration.ofNanos(Math.max(1, hold.left() / 2)));
            requireTime(hold);
        }
        mirror.tryOpen();
        note(mirror, new Step(0, Optional.empty()));
    }

    private static void requireTime(Hold hold) {
        if (hold.left() < Duration.ofSeconds(1).toNanos()) {
            throw refused(
                    "What was left to carry over took too long while writes were held: try again when fewer come");
        }
    }

    private synchronized void refuseOpen() {
        List<String> more = open.keySet().stream()
                .filter(name -> !overridden.contains(name))
                .toList();
        if (!more.isEmpty()) {
            throw refused(
                    "Records of " + String.join(", ", more) + " could not be carried over: " + open.get(more.get(0)));
        }
    }

    private long countsTake() throws InterruptedException {
        long began = System.nanoTime();
        counts(forward);
        return System.nanoTime() - began;
    }

    /** How many records are in one store and not in the other, by collection. */
    private Map<DatasetId, Long> counts(Mirror mirror) throws InterruptedException {
        boolean ahead = mirror == forward;
        Map<DatasetId, Long> more = new HashMap<>();
        for (Lane lane : mirror.lanes()) {
            long from = (ahead ? parts.seen() : parts.target()).count(ReadRequest.of(lane.from()));
            long to = (ahead ? parts.target() : parts.seen()).count(ReadRequest.of(lane.to()));
            more.put(lane.from(), from - to);
        }
        return more;
    }

    private void requireSame(Mirror mirror, Hold hold, boolean withCounts) throws InterruptedException {
        Set<DatasetId> different = new LinkedHashSet<>(mirror.different());
        if (withCounts) {
            counts(mirror).forEach((id, more) -> {
                if (more != 0 && mirror.open().getOrDefault(id, Map.of()).isEmpty()) {
                    different.add(id);
                }
            });
        }
        if (!different.isEmpty()) {
            throw refused("What was carried over is not the same on both sides in " + different
                    + ": compare the stores, and put right what differs");
        }
        requireTime(hold);
    }

    /** New keys must not be given out a second time. */
    private static void advanceSequences(Store store, List<SchemaStep> steps) throws InterruptedException {
        for (SchemaStep step : steps) {
            if (step.phase() == Phase.FINISH && !step.name().startsWith("statistics ")) {
                store.schemaEditing().orElseThrow().apply(step);
            }
        }
    }

    private void followBack() throws InterruptedException {
        Mirror there = back;
        boolean idle = there == null
                || parts.retries().run("Following " + parts.move().target(), attempt -> follow(there, attempt));
        parts.retries().run("Watching " + parts.move().source(), attempt -> {
            if (attempt > 1) {
                forward.reopen();
            }
            forward.watch(there == null ? LOOK : Duration.ZERO).forEach(each -> {
                if (strays.size() < MOST_STRAYS) {
                    strays.put(each.key(), each.dataset());
                }
            });
            if (idle && !strays.isEmpty()) {
                tellStrays();
            }
            return true;
        });
    }

    /** What is carried back shows among the source's changes, too: only what stays different was written past the server. */
    private void tellStrays() throws InterruptedException {
        List<String> told = new ArrayList<>();
        Set<RecordKey> again = new LinkedHashSet<>();
        for (Lane lane : forward.lanes()) {
            List<RecordKey> keys = strays.entrySet().stream()
                    .filter(each -> each.getValue().equals(lane.from()))
                    .map(Map.Entry::getKey)
                    .toList();
            for (RecordKey each : keys.isEmpty() ? Set.<RecordKey>of() : forward.differing(lane, keys)) {
                if (suspects.contains(each) || back == null) {
                    told.add(lane.from() + " " + each);
                } else {
                    again.add(each);
                }
            }
        }
        suspects.clear();
        suspects.addAll(again);
        strays.keySet().retainAll(again);
        for (int i = 0; i < told.size(); i += NAMED) {
            parts.progress()
                    .warn("Changed in " + parts.move().source() + " past this server after the cutover, and not in "
                            + parts.move().target() + ": "
                            + String.join("; ", told.subList(i, Math.min(told.size(), i + NAMED))));
        }
    }

    private boolean comeBack() throws InterruptedException {
        tell(Stage.COMING_BACK, "Letting the source take its place again");
        Mirror there = back;
        try {
            if (there == null) {
                throw refused(parts.noReturn());
            }
            catchUp(there);
            refuseUnfit();
            try (Hold hold = parts.primaries().hold(parts.move())) {
                drain(there, hold);
                refuseUnfit();
                requireSame(there, hold, false);
                advanceSequences(
                        parts.source(),
                        parts.source()
                                .schemaEditing()
                                .map(editing -> editing.steps(there.lanes().stream()
                                        .map(lane -> parts.source().describe(lane.to()))
                                        .toList()))
                                .orElse(List.of()));
                parts.progress().confirm();
                hold.decide();
            }
        } catch (StoreException e) {
            LOG.info("The way back of run {} ended early: {}", parts.move().run(), e.getMessage(), e);
            parts.primaries().release(parts.move().run());
            since = parts.primaries().switchedSince(parts.move().run());
            if (since.isPresent()) {
                parts.comingBack(false);
                parts.progress()
                        .warn("The source did not take its place again, and nothing was moved: " + e.getMessage());
                return false;
            }
        }
        since = Optional.empty();
        parts.audit("migration.comeback");
        return true;
    }

    private void refuseUnfit() {
        List<String> against = againstComingBack();
        if (!against.isEmpty()) {
            throw new StoreException(ServiceError.ROLLBACK_REFUSED, String.join("; ", against));
        }
    }

    private void close() {
        forward.close();
        close(back);
    }

    private static void close(@Nullable Mirror mirror) {
        if (mirror != null) {
            mirror.close();
        }
    }
}
