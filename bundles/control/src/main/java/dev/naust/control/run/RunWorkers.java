package dev.naust.control.run;

import java.util.ArrayDeque;
import java.util.Deque;

/** Gives each run a thread of its own, a few at a time; the others wait for their turn. */
final class RunWorkers {
    private final Deque<Job> waiting = new ArrayDeque<>();
    private final int most;
    private int working;

    RunWorkers(int most) {
        this.most = most;
    }

    synchronized void submit(LiveRun run, Runnable work) {
        waiting.add(new Job(run, work));
        startNext();
    }

    /** Forgets a run that has not begun. */
    synchronized void forget(LiveRun run) {
        waiting.removeIf(job -> job.run() == run);
    }

    private synchronized void ended() {
        working--;
        startNext();
    }

    private void startNext() {
        if (working == most || waiting.isEmpty()) {
            return;
        }
        working++;
        Job job = waiting.remove();
        Thread thread = new Thread(
                () -> {
                    try {
                        job.work().run();
                    } finally {
                        ended();
                    }
                },
                "naust-run-" + job.run().kind() + "-" + job.run().id());
        thread.setDaemon(true);
        job.run().workOn(thread);
        thread.start();
    }

    private record Job(LiveRun run, Runnable work) {}
}
