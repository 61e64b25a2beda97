package dev.naust.migration;

import dev.naust.api.service.Migrations;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import dev.naust.migration.reshape.Pace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A migration that this server is at: its pace, and its stage, which gives way to the word for a pause. */
final class Underway implements RunProgress {
    private final RunProgress progress;
    private final Pace pace;
    private volatile @Nullable Follower following;
    private String stage = "";

    Underway(RunProgress progress, Pace pace) {
        this.progress = progress;
        this.pace = pace;
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

    synchronized void pause() {
        pace.pause();
        progress.paused(true);
        progress.stage(Migrations.PAUSED);
    }

    synchronized void goOn() {
        pace.goOn();
        progress.paused(false);
        progress.stage(stage);
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

    @Override
    public boolean isCancelled() {
        return progress.isCancelled();
    }

    @Override
    public void rollingBack() {
        progress.rollingBack();
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
