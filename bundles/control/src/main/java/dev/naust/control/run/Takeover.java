package dev.naust.control.run;

import dev.naust.api.service.Run;
import dev.naust.api.service.Run.State;
import dev.naust.control.run.RunArchive.Kept;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up the runs that a server left when it ended, or let go of by saying nothing for too long. For one thread at a time. */
final class Takeover {
    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
    private static final int AT_A_TIME = 100;

    private final Map<String, Seen> watched = new HashMap<>();
    private final RunArchive archive;
    private final Node node;
    private final Clock clock;
    private final String message;

    /** A lease that has been the same since some time of this server's own steady clock. */
    private record Seen(Lease lease, long nanos) {}

    /**
     * For a server.
     *
     * @param message what becomes of a run that cannot go on
     */
    Takeover(RunArchive archive, Node node, Clock clock, String message) {
        this.archive = archive;
        this.node = node;
        this.clock = clock;
        this.message = message;
    }

    /**
     * At the start: what another process left at this very place. It has ended, or this one would not have the place.
     *
     * @return what can go on and is this server's now, the oldest first; the rest has failed
     */
    List<Kept> atStart() throws InterruptedException {
        return take(kept -> true, kept -> !node.shared() || kept.lease().place().equals(node.place()));
    }

    /**
     * From time to time: what is nobody's, or has not changed for as long as its lease counts.
     *
     * @param wanted runs that this server could go on with, and does not have itself
     * @return as {@link #atStart}
     */
    List<Kept> atTimes(Predicate<Run> wanted) throws InterruptedException {
        return take(kept -> wanted.test(kept.run()), this::isLeft);
    }

    private List<Kept> take(Predicate<Kept> wanted, Predicate<Kept> left) throws InterruptedException {
        List<Kept> taken = new ArrayList<>();
        Set<String> there = new HashSet<>();
        Optional<String> before = Optional.empty();
        do {
            List<Kept> page = archive.unfinished(before, AT_A_TIME);
            for (Kept each : page) {
                there.add(each.run().id());
                if (wanted.test(each) && left.test(each)) {
                    take(each).ifPresent(mine -> taken.add(0, mine));
                }
            }
            before = page.isEmpty()
                    ? Optional.empty()
                    : Optional.of(page.get(page.size() - 1).run().id());
        } while (before.isPresent());
        watched.keySet().retainAll(there);
        return taken;
    }

    private boolean isLeft(Kept kept) {
        Lease lease = kept.lease();
        if (lease.isFree()) {
            return true;
        }
        long now = System.nanoTime();
        Seen seen = watched.get(kept.run().id());
        if (seen == null || !seen.lease().equals(lease)) {
            watched.put(kept.run().id(), new Seen(lease, now));
            return false;
        }
        return Duration.ofNanos(now - seen.nanos()).compareTo(lease.length()) > 0;
    }

    private Optional<Kept> take(Kept left) throws InterruptedException {
        Run run = left.run();
        Optional<Lease> mine = archive.claim(run.id(), left.lease(), node, false);
        if (mine.isEmpty()) {
            return Optional.empty();
        }
        LOG.warn(
                "Run {} ({}) was not finished by {}; it is this server's now, under number {}",
                run.id(),
                run.title(),
                left.lease().isFree()
                        ? "a server that stopped"
                        : "server " + left.lease().node(),
                mine.get().fence());
        if (!run.resumable()) {
            archive.save(failed(run), Optional.empty(), mine.get().hold(), true, node);
            return Optional.empty();
        }
        return Optional.of(new Kept(run, mine.get()));
    }

    private Run failed(Run run) {
        return new Run(
                run.id(),
                run.kind(),
                run.title(),
                run.parameters(),
                State.FAILED,
                run.stage(),
                run.progress(),
                run.startedAt(),
                Optional.of(clock.instant()),
                Stream.concat(run.errors().stream(), Stream.of(message)).toList(),
                run.warnings(),
                run.parts(),
                false,
                run.rollingBack(),
                false,
                Stream.concat(
                                run.history().stream(),
                                Stream.of(new Run.Incident(clock.instant(), true, run.stage(), message)))
                        .toList());
    }
}
