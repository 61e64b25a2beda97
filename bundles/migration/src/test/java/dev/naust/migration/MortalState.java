package dev.naust.migration;

import dev.naust.api.service.ServerState;
import dev.naust.api.service.StorageBackend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server's state under which one thread, as it were a server, dies at a chosen use: before it, or when it is done. */
final class MortalState implements ServerState {
    private final ServerState state;
    private @Nullable Thread victim;
    private int left;
    private boolean before;
    private boolean isDead;
    private volatile boolean isShared;

    MortalState(ServerState state) {
        this.state = state;
    }

    /** From now on the thread has so many uses left. */
    synchronized void kill(Thread thread, int uses, boolean beforeTheLast) {
        victim = thread;
        left = uses;
        before = beforeTheLast;
        isDead = false;
    }

    /** From now on other servers may have it, too. */
    void share() {
        isShared = true;
    }

    @Override
    public boolean isShared() {
        return isShared;
    }

    synchronized boolean isDead() {
        return isDead;
    }

    @Override
    public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
        if (dies(true)) {
            throw new Dying.Killed();
        }
        T result = state.use(work);
        if (dies(false)) {
            throw new Dying.Killed();
        }
        return result;
    }

    @Override
    public List<String> scrub() throws InterruptedException {
        return state.scrub();
    }

    private synchronized boolean dies(boolean isBefore) {
        if (Thread.currentThread() != victim) {
            return false;
        }
        if (!isDead && isBefore) {
            left--;
        }
        isDead |= left <= 0 && before == isBefore;
        return isDead;
    }
}
