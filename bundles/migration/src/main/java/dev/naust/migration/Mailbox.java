package dev.naust.migration;

import dev.naust.api.service.Migrations;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run that follows here and other servers tell each other, where there may be some. For the run's thread. */
final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final long TELL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LOOK_NANOS = Duration.ofMillis(300).toNanos();

    private final FollowingParts parts;
    private final Steering run;
    private final OnLook onLook;
    private Optional<Migrations.Following> told = Optional.empty();
    private long toldAt;
    private long lookedAt;

    /** What is done when another server has put rejects right. */
    interface OnLook {
        void run() throws InterruptedException;
    }

    Mailbox(FollowingParts parts, Steering run, OnLook onLook) {
        this.parts = parts;
        this.run = run;
        this.onLook = onLook;
    }

    /** Begins to listen. What nobody had begun when a server died is to be asked for again, as at that server. */
    void open() throws InterruptedException {
        if (parts.notices().areRead()
                && parts.notices().take(parts.move().run()).isPresent()) {
            parts.progress()
                    .warn("What was asked of this run at another server was not begun before the server died that was"
                            + " at it: ask for it again");
        }
    }

    /** Does what was asked for at another server, or warns why not. */
    void look() throws InterruptedException {
        if (!parts.notices().areRead() || System.nanoTime() - lookedAt < LOOK_NANOS) {
            return;
        }
        lookedAt = System.nanoTime();
        tell();
        try {
            if (parts.notices().takeLook(parts.move().run())) {
                onLook.run();
            }
            Optional<Notices.Wish> wish = parts.notices().take(parts.move().run());
            if (wish.isPresent() && wish.get().isCutOver()) {
                run.askCutOver(wish.get().override());
            } else if (wish.isPresent()) {
                askBack();
            }
        } catch (StoreException e) {
            if (e.code() == ServiceError.CONTROL_UNAVAILABLE) {
                return;
            }
            parts.progress().warn("What was asked of this run at another server is refused: " + e.getMessage());
        }
    }

    private void askBack() throws InterruptedException {
        List<String> against = run.againstComingBack();
        if (!against.isEmpty()) {
            throw new StoreException(ServiceError.ROLLBACK_REFUSED, String.join("; ", against));
        }
        run.askBack();
    }

    /** Tells how the run stands: a new stage at once, the rest in a while. */
    void tell() throws InterruptedException {
        if (!parts.notices().areRead()) {
            return;
        }
        Migrations.Following now = run.now();
        boolean isNew = told.map(before ->
                        before.stage() != now.stage() || !before.since().equals(now.since()))
                .orElse(true);
        if (!isNew && (told.get().equals(now) || System.nanoTime() - toldAt < TELL_NANOS)) {
            return;
        }
        try {
            parts.notices().tell(parts.move().run(), now);
            told = Optional.of(now);
            toldAt = System.nanoTime();
        } catch (StoreException e) {
            LOG.debug("How run {} stands is told to others later", parts.move().run(), e);
        }
    }
}
