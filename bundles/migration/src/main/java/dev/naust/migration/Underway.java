package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Migrations;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import dev.naust.migration.reshape.Pace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A migration that this server is at: its pace, and its stage, which gives way to the word for a pause. What somebody changes is
 * on record when the change returns.
 */
final class Underway implements RunProgress {
    private final RunProgress progress;
    private final Pace pace;
    private volatile @Nullable Follower following;
    private final MigrationRequest request;
    private String stage = "";

    Underway(RunProgress progress, MigrationRequest request, boolean paused) {
        this.progress = progress;
        this.request = request;
        this.pace = new Pace(request.options().limits().recordsPerSecond());
        if (paused) {
            hold();
        }
    }

    /** How it follows; empty while it copies. */
    Optional<Follower> following() {
        return Optional.ofNullable(following);
    }

    void follows(Follower now) {
        following = now;
    }

    Pace pace() {
        return pace;
    }

    private synchronized void hold() {
        pace.pause();
        progress.paused(true);
        progress.stage(Migrations.PAUSED);
    }

    /**
     * From now on nothing more is written.
     *
     * @throws dev.naust.api.store.StoreException when that is not on record; it is paused all the same
     */
    void pause() throws InterruptedException {
        hold();
        progress.record();
    }

    /**
     * It writes again.
     *
     * @throws dev.naust.api.store.StoreException when that is not on record; it goes on all the same
     */
    void goOn() throws InterruptedException {
        synchronized (this) {
            pace.goOn();
            progress.paused(false);
            progress.stage(stage);
        }
        progress.record();
    }

    /**
     * From now on so many records a second pass, also when it is taken up again later.
     *
     * @throws dev.naust.api.store.StoreException when that is not on record; it goes at that pace all the same
     */
    void pace(long recordsPerSecond) throws InterruptedException {
        pace.change(recordsPerSecond);
        progress.parameters(MigrationRequestForm.write(request.withPace(recordsPerSecond)));
        progress.record();
    }

    @Override
    public String id() {
        return progress.id();
    }

    @Override
    public synchronized void stage(String name) {
        stage = name;
        if (!pace.isPaused()) {
            progress.stage(name);
        }
    }

    /** It waits for a store, or goes on with what it did before. */
    synchronized void waits(boolean now) {
        String shown = now ? "Waiting for a store" : stage;
        if (!pace.isPaused() && !shown.isEmpty()) {
            progress.stage(shown);
        }
    }

    @Override
    public boolean isCancelled() {
        return progress.isCancelled();
    }

    @Override
    public void rollingBack() {
        progress.rollingBack();
    }

    @Override
    public void parameters(Document now) {
        progress.parameters(now);
    }

    @Override
    public void record() throws InterruptedException {
        progress.record();
    }

    @Override
    public void total(long records) {
        progress.total(records);
    }

    @Override
    public void advance(long records) {
        progress.advance(records);
    }

    @Override
    public void confirm() throws InterruptedException {
        progress.confirm();
    }

    @Override
    public void part(Run.Part part) {
        progress.part(part);
    }

    @Override
    public void warn(String message) {
        progress.warn(message);
    }

    @Override
    public void error(String message) {
        progress.error(message);
    }
}
