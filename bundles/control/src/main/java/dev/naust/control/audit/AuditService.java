package dev.naust.control.audit;

import dev.naust.api.model.Document;
import dev.naust.api.service.Audit;
import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.Category;
import dev.naust.api.store.StoreException;
import dev.naust.control.audit.Checkpoint.ForgedException;
import dev.naust.control.audit.Checkpoint.Head;
import dev.naust.control.state.ControlSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the audit log. Those who append at the same moment share one transaction: whoever comes first writes for all who wait.
 * Starts when the server's state can be reached ({@code enabled = false} until then).
 */
@Component(immediate = true, enabled = false)
public final class AuditService implements Audit {
    private static final Logger LOG = LoggerFactory.getLogger(AuditService.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** As a power of two, in milliseconds. */
    private static final int LONGEST_PAUSE = 6;

    private static final int MOST_AT_ONCE = 200;

    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final AuditRecords records;
    private final Optional<Checkpoint> checkpoint;
    private final Clock clock;
    /** Used by whoever holds the lock. */
    private final ClockWatch watch;

    private Head head;

    @Activate
    public AuditService(@Reference ServerState state, @Reference ServerKeys keys, BundleContext bundle) {
        this(state, checkpoint(bundle, keys), Clock.systemUTC());
    }

    AuditService(ServerState state, Optional<Checkpoint> checkpoint, Clock clock) {
        this(state, checkpoint, clock, new ClockWatch(clock, System::nanoTime));
    }

    AuditService(ServerState state, Optional<Checkpoint> checkpoint, Clock clock, ClockWatch watch) {
        this.records = new AuditRecords(state);
        this.checkpoint = checkpoint;
        this.clock = clock;
        this.watch = watch;
        this.head = new Head(0, Chain.START, clock.instant());
        begin();
    }

    /** Somebody who waits for an entry. Touched by whoever holds the lock. */
    private static final class Waiting {
        private final Event event;
        private Optional<Line> line = Optional.empty();
        private Optional<RuntimeException> failure = Optional.empty();

        Waiting(Event event) {
            this.event = event;
        }
    }

    @Override
    public Entry append(Event event) {
        Waiting mine = new Waiting(event);
        waiting.add(mine);
        writing.lock();
        try {
            while (mine.line.isEmpty() && mine.failure.isEmpty()) {
                writeThoseWhoWait();
            }
        } finally {
            writing.unlock();
        }
        if (mine.failure.isPresent()) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The audit log could not be written, so nothing was noted of this: "
                            + mine.failure.get().getMessage(),
                    mine.failure.get());
        }
        return mine.line.orElseThrow().entry();
    }

    @Override
    public List<Entry> list(Optional<Long> before, int limit) {
        long end = before.map(sequence -> sequence - 1).orElse(Long.MAX_VALUE);
        return quietly(() -> {
            long known = known().sequence();
            // Counting reads the whole log, so that is done only for what other servers may have added.
            long last = end <= known ? end : Math.min(end, Math.max(known, records.count()));
            List<Entry> entries = new ArrayList<>();
            for (Line line : records.between(Math.max(1, last - limit + 1), last)) {
                entries.add(line.entry());
            }
            Collections.reverse(entries);
            return List.copyOf(entries);
        });
    }

    @Override
    public Verdict verify() throws InterruptedException {
        return new Verifier(records, checkpoint).verify(known());
    }

    private Head known() {
        writing.lock();
        try {
            return head;
        } finally {
            writing.unlock();
        }
    }

    private void writeThoseWhoWait() {
        List<Waiting> batch = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = batch.size() < MOST_AT_ONCE ? waiting.poll() : null) {
            batch.add(next);
        }
        try {
            List<Event> events = new ArrayList<>(watch.jump().stream().toList());
            int own = events.size();
            batch.forEach(each -> events.add(each.event));
            List<Line> lines = store(events);
            watch.noted();
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).line = Optional.of(lines.get(own + i));
            }
        } catch (RuntimeException e) {
            batch.forEach(each -> each.failure = Optional.of(e));
        }
    }

    private List<Line> store(List<Event> events) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                boolean alone = attempt == 1 && !records.isShared();
                List<Line> lines =
                        quietly(() -> records.append(head.sequence(), alone, newer -> chained(newer, events)));
                noteEnd(lines.get(lines.size() - 1));
                return lines;
            } catch (StoreException e) {
                // Another node has taken the same place in the chain: the next attempt goes behind it.
                if (e.category() != Category.CONFLICT || System.nanoTime() > deadline) {
                    throw e;
                }
                // At different moments, so that the same two do not meet again and again.
                long pause = ThreadLocalRandom.current().nextLong(1L << Math.min(attempt, LONGEST_PAUSE));
                quietly(() -> {
                    TimeUnit.MILLISECONDS.sleep(pause);
                    return pause;
                });
            }
        }
    }

    private List<Line> chained(List<Line> newer, List<Event> events) {
        long last =
                newer.isEmpty() ? head.sequence() : newer.get(newer.size() - 1).sequence();
        String previous =
                newer.isEmpty() ? head.hash() : newer.get(newer.size() - 1).hash();
        List<Line> lines = new ArrayList<>();
        for (Event event : events) {
            Line line = Line.next(++last, clock.instant(), event, previous);
            lines.add(line);
            previous = line.hash();
        }
        return lines;
    }

    private void noteEnd(Line last) {
        head = new Head(last.sequence(), last.hash(), clock.instant());
        if (checkpoint.isPresent()) {
            try {
                checkpoint.get().write(head);
            } catch (IOException e) {
                throw new StoreException(
                        ServiceError.CONTROL_UNAVAILABLE,
                        "the checkpoint " + checkpoint.get().file() + " cannot be written ("
                                + e.getClass().getSimpleName() + "); free room or put its rights right",
                        e);
            }
        }
    }

    /** Finds the log's end, and says in the log itself when that is not where the checkpoint has it. */
    private void begin() {
        Optional<Head> noted = Optional.empty();
        Optional<String> trouble = Optional.empty();
        try {
            noted = checkpoint.isPresent() ? checkpoint.get().read() : Optional.empty();
        } catch (IOException | ForgedException e) {
            trouble = Optional.of(e.getMessage());
        }
        Optional<Line> last = quietly(this::lastLine);
        last.ifPresent(line -> watch.behind(line.entry().at()));
        last.ifPresent(line -> head = new Head(line.sequence(), line.hash(), clock.instant()));
        if (trouble.isEmpty() && checkpoint.isPresent()) {
            trouble = last.isPresent() && noted.isEmpty()
                    ? Optional.of("there was no checkpoint beside the log")
                    : noted.flatMap(this::disagreement);
        }
        trouble.ifPresent(this::reportTrouble);
    }

    private Optional<Line> lastLine() throws InterruptedException {
        long last = records.count();
        Optional<Line> found = records.find(last);
        for (List<Line> more = records.behind(last); !more.isEmpty(); more = records.behind(last)) {
            found = Optional.of(more.get(more.size() - 1));
            last = found.get().sequence();
        }
        return found;
    }

    private Optional<String> disagreement(Head noted) {
        Optional<Line> there = quietly(() -> records.find(noted.sequence()));
        return noted.sequence() == 0
                        || there.filter(line -> line.hash().equals(noted.hash()))
                                .isPresent()
                ? Optional.empty()
                : Optional.of("the log has not the entry " + noted.sequence() + " that its checkpoint names");
    }

    private void reportTrouble(String trouble) {
        LOG.error("The audit log does not end where its checkpoint says: {}", trouble);
        try {
            checkpoint.orElseThrow().keep();
        } catch (IOException e) {
            LOG.debug("There is no checkpoint to keep", e);
        }
        append(new Event("system", "audit.begin", "audit", "checkpoint.differs", Document.empty()));
    }

    private static <T> T quietly(Interruptible<T> work) {
        try {
            return work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE, "The call was interrupted before the audit log answered", e);
        }
    }

    private interface Interruptible<T> {
        T run() throws InterruptedException;
    }

    private static Optional<Checkpoint> checkpoint(BundleContext bundle, ServerKeys keys) {
        String property = bundle.getProperty("naust.home");
        Path home = Path.of(property == null ? "" : property).toAbsolutePath();
        ControlSettings settings = ControlSettings.from(System.getenv(), home);
        return settings.name()
                .map(name ->
                        new Checkpoint(home.resolve("data").resolve("audit").resolve(name + ".head"), keys));
    }
}
