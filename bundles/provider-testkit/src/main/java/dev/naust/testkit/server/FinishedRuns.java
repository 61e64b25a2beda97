package dev.naust.testkit.server;

import dev.naust.api.model.Document;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Runs that are over when they have been started. For one thread. */
public final class FinishedRuns implements Runs {
    private final List<Run> runs = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    @Override
    public Run start(String kind, String title, Document parameters, Task task) {
        Run running = run("r" + runs.size(), kind, parameters, Run.State.RUNNING);
        runs.add(running);
        meanwhile.run();
        Run run = end(running, task);
        runs.set(runs.indexOf(running), run);
        return run;
    }

    /** Something else happens while the next runs are there. */
    public void meanwhile(Runnable other) {
        meanwhile = other;
    }

    /** A run that goes on, as others see it. */
    public void pretend(String kind, Document parameters) {
        runs.add(run("r" + runs.size(), kind, parameters, Run.State.RUNNING));
    }

    /** The last run goes on, as when the server has started again. */
    public void restartLast(RunResumer resumer) throws InterruptedException {
        int last = runs.size() - 1;
        runs.set(last, end(runs.get(last), resumer.resume(runs.get(last))));
    }

    private static Run end(Run run, Task task) {
        Run.State state = Run.State.SUCCEEDED;
        try {
            task.run(new UnwatchedRun(run.id()));
        } catch (RunFailedException e) {
            state = Run.State.FAILED;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return run(run.id(), run.kind(), run.parameters(), state);
    }

    private static Run run(String id, String kind, Document parameters, Run.State state) {
        return new Run(
                id,
                kind,
                kind,
                parameters,
                state,
                "",
                new Run.Progress(0, 0, 0, 0),
                Instant.EPOCH,
                Optional.of(Instant.EPOCH),
                List.of(),
                List.of());
    }

    @Override
    public Optional<Run> find(String id) {
        return runs.stream().filter(run -> run.id().equals(id)).findFirst();
    }

    @Override
    public List<Run> list(Optional<String> kind, Optional<String> before, int limit) {
        return runs.stream()
                .skip(before.map(id -> 1 + runs.stream().map(Run::id).toList().indexOf(id))
                        .orElse(0))
                .filter(run -> kind.isEmpty() || run.kind().equals(kind.get()))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<Document> report(String id) {
        return Optional.empty();
    }

    @Override
    public Run rollBack(String id, Task task) {
        throw new UnsupportedOperationException("A run of a test cannot be rolled back");
    }

    @Override
    public Run resume(String id) {
        throw new UnsupportedOperationException("A run of a test is resumed with restartLast");
    }

    @Override
    public Run cancel(String id) {
        throw new UnsupportedOperationException("A run of a test is over");
    }

    @Override
    public boolean amend(String id, UnaryOperator<String> words, UnaryOperator<Document> report) {
        return false;
    }

    @Override
    public Subscription subscribe(Optional<String> runId, Consumer<RunEvent> listener) {
        return () -> {};
    }
}
