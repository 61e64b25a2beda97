package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Migrations.Following.Stage;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
final class Follower implements Steering {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    /** How long somebody waits who puts a reject right while the run carries changes over. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FollowingParts parts;
    private final AtomicReference<Order> order = new AtomicReference<>(Order.NONE);
    private final Mirror forward;
    private final Outstanding rejects;
    private final Carrying carrying;
    private final Turns turns = new Turns(PATIENCE);
    private final PuttingRight puttingRight;
    private final Strays strays;
    private @Nullable Mirror back;
    private Set<String> overridden = Set.of();
    private final Mailbox mailbox;
    private volatile Optional<Instant> since = Optional.empty();
    private volatile Stage stage = Stage.FOLLOWING;

    private enum Order {
        NONE,
        CUT_OVER,
        COME_BACK
    }

    /**
     * A run that follows.
     *
     * @param forward carries over what changes in the source; closed with the run
     * @param rejects of the run, which were looked at unless the target is in the source's place
     * @param numbers which of them tell of which record
     */
    Follower(FollowingParts parts, Mirror forward, Outstanding rejects, RejectNumbers numbers) {
        this.parts = parts;
        this.forward = forward;
        this.rejects = rejects;
        this.carrying = new Carrying(parts, forward, rejects, numbers);
        this.puttingRight = new PuttingRight(parts, forward, rejects, numbers, carrying, turns, this::isSwitched);
        this.strays = new Strays(parts, forward);
        this.mailbox = new Mailbox(parts, this, this::lookAtRejects);
    }

    @Override
    public Migrations.Following now() {
        List<String> lines = new ArrayList<>();
        Map<String, String> unverified = new TreeMap<>();
        if (since.isEmpty()) {
            unverified.putAll(carrying.unproven());
            against().forEach(collection -> unverified.put(collection, "records could not be carried over"));
        }
        carrying.open().forEach((collection, reasons) -> reasons.forEach(line -> lines.add(collection + ": " + line)));
        carrying.beyond().forEach(collection -> lines.add(collection + ": " + Carrying.MORE));
        return new Migrations.Following(
                stage,
                carrying.behind(),
                carrying.seconds(),
                carrying.applied(),
                since,
                parts.noReturn(),
                lines,
                carrying.misfits(),
                !carrying.beyond().isEmpty(),
                unverified);
    }

    /** The collections with records that could not be carried over. */
    private Set<String> against() {
        Set<String> names = new TreeSet<>(carrying.open().keySet());
        names.addAll(carrying.beyond());
        return names;
    }

    @Override
    public void askCutOver(Set<String> override) {
        Steering.refuseCutOver(now(), override);
        if (order.get() != Order.NONE) {
            throw Handover.refused("The cutover is under way already");
        }
        synchronized (this) {
            overridden = Set.copyOf(override);
        }
        order.set(Order.CUT_OVER);
    }

    /** Where rejects are put right while it follows. */
    PuttingRight puttingRight() {
        return puttingRight;
    }

    /** Looks at all rejects anew: another server has put some right. */
    void lookAtRejects() throws InterruptedException {
        turns.take(() -> {
            rejects.lookAgain();
            return rejects;
        });
    }

    @Override
    public boolean isSwitched() {
        return since.isPresent();
    }

    @Override
    public List<DatasetId> collections() {
        return parts.move().collections().values().stream()
                .sorted(Comparator.comparing(DatasetId::toString))
                .toList();
    }

    @Override
    public List<String> againstComingBack() {
        if (!parts.noReturn().isEmpty()) {
            return List.of(parts.noReturn());
        }
        List<String> lines = new ArrayList<>();
        carrying.open().forEach((collection, reasons) -> {
            for (String reason : reasons) {
                lines.add("A record of " + collection + " that was written after the cutover does not fit the source: "
                        + reason + ". Change it, or finish the run");
            }
        });
        for (String collection : carrying.beyond()) {
            lines.add("More records of " + collection
                    + " that were written after the cutover do not fit the source than are"
                    + " kept by name, so that it cannot take its place again. Finish the run");
        }
        return lines;
    }

    @Override
    public void askBack() throws InterruptedException {
        Steering.refuseBack(now());
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
            mailbox.open();
            boolean cameBack = false;
            if (since.isPresent()) {
                settle();
                recall();
                if (parts.isComingBack()) {
                    order.set(Order.COME_BACK);
                }
            }
            while (!cameBack) {
                parts.awaitPace();
                mailbox.look();
                if (parts.isHeldByPolicy(since.isPresent())) {
                    forgetOrder();
                    continue;
                }
                Order now = order.get();
                if (since.isEmpty()) {
                    tell(Stage.FOLLOWING, "Following");
                    parts.retries()
                            .run(
                                    "Following " + parts.move().source(),
                                    attempt -> turns.take(() -> carrying.next(forward, attempt)));
                    if (now == Order.CUT_OVER) {
                        turns.take(() -> {
                            cutOver();
                            return now;
                        });
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

    /** What was asked for before things changed is to be asked for again. */
    private void forgetOrder() throws InterruptedException {
        if (order.getAndSet(Order.NONE) == Order.COME_BACK) {
            parts.comingBack(false);
        }
    }

    private void tell(Stage next, String words) throws InterruptedException {
        stage = next;
        parts.progress().stage(words);
        mailbox.tell();
    }

    private void cutOver() throws InterruptedException {
        tell(Stage.CUTTING_OVER, "Cutting over");
        Duration held;
        try {
            parts.refuseMisplaced();
            if (parts.noReturn().isEmpty() && back == null) {
                back = parts.back();
            }
            Handover handover = new Handover(parts, carrying, forward, parts.seen(), parts.target());
            handover.catchUp();
            held = handover.decide(this::refuseOpen, handover.isCountedQuickly(), parts::steps);
        } catch (StoreException e) {
            LOG.info("The cutover of run {} ended early: {}", parts.move().run(), e.getMessage(), e);
            decidedAllTheSame(e);
            return;
        }
        switched(Optional.of(held));
    }

    /** The answer to a decision may be lost on its way. */
    private void decidedAllTheSame(StoreException e) throws InterruptedException {
        parts.primaries().release(parts.move().run());
        since = parts.primaries().switchedSince(parts.move().run());
        if (since.isPresent()) {
            switched(Optional.empty());
        } else {
            close(back);
            back = null;
            parts.forgetBack();
            parts.progress().warn("The cutover did not happen, and everything is as before: " + e.getMessage());
        }
    }

    private void switched(Optional<Duration> held) throws InterruptedException {
        since = parts.primaries().switchedSince(parts.move().run());
        parts.audit("migration.cutover");
        parts.progress()
                .warn("Since " + since.map(Steering::toTheSecond).orElse("now") + " the collections of "
                        + parts.move().source() + " are served by "
                        + parts.move().target()
                        + held.map(Follower::waited).orElse(""));
        settle();
    }

    private static String waited(Duration held) {
        return "; writes were held for " + held.toMillis() + " ms";
    }

    /** What comes after the switch, and need not hold writes. */
    private void settle() throws InterruptedException {
        carrying.turn();
        if (parts.noReturn().isEmpty() && back == null) {
            back = parts.retries().run("Following " + parts.move().target(), attempt -> parts.back());
        }
        for (SchemaStep step : parts.steps()) {
            if (References.isOne(step)) {
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

    /** What could not be carried back is on record, and nowhere else. */
    private void recall() throws InterruptedException {
        Mirror there = back;
        if (there != null) {
            parts.retries().run("Looking at the rejects", attempt -> {
                if (attempt > 1) {
                    there.reopen();
                }
                rejects.recall(there);
                carrying.look(there);
                return there;
            });
        }
    }

    private synchronized void refuseOpen() {
        // Labels may have changed since it was asked for: from the cutover on the target has what is written.
        parts.refuseMisplaced();
        List<String> more =
                against().stream().filter(name -> !overridden.contains(name)).toList();
        if (!more.isEmpty()) {
            throw Handover.refused("Records of " + String.join(", ", more) + " could not be carried over: "
                    + carrying.open().getOrDefault(more.get(0), List.of(Carrying.MORE)));
        }
    }

    private void followBack() throws InterruptedException {
        Mirror there = back;
        boolean idle = there == null
                || parts.retries().run("Following " + parts.move().target(), attempt -> carrying.next(there, attempt));
        parts.retries().run("Watching " + parts.move().source(), attempt -> {
            strays.watch(attempt, there == null ? Carrying.LOOK : Duration.ZERO);
            if (idle) {
                strays.tell(there != null);
            }
            return true;
        });
    }

    private boolean comeBack() throws InterruptedException {
        tell(Stage.COMING_BACK, "Letting the source take its place again");
        Mirror there = back;
        try {
            if (there == null) {
                throw Handover.refused(parts.noReturn());
            }
            Handover handover = new Handover(parts, carrying, there, parts.target(), parts.source());
            handover.catchUp();
            parts.refuseMisplacedBack();
            refuseUnfit();
            Duration held = handover.decide(this::refuseUnfit, false, () -> stepsOf(parts.source(), there.lanes()));
            parts.progress()
                    .warn("The collections of " + parts.move().source() + " are served by it again" + waited(held));
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

    private static List<SchemaStep> stepsOf(Store store, List<Lane> lanes) {
        return store.schemaEditing()
                .map(editing -> editing.steps(
                        lanes.stream().map(lane -> store.describe(lane.to())).toList()))
                .orElse(List.of());
    }

    private void refuseUnfit() {
        List<String> against = againstComingBack();
        if (!against.isEmpty()) {
            throw new StoreException(ServiceError.ROLLBACK_REFUSED, String.join("; ", against));
        }
    }

    private void close() {
        turns.end();
        forward.close();
        close(back);
    }

    private static void close(@Nullable Mirror mirror) {
        if (mirror != null) {
            mirror.close();
        }
    }
}
