package dev.naust.console;

import dev.naust.api.model.Document;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Runs that change when a test says so, and tell of it. */
final class TestRuns implements Runs {
    private final List<Run> runs = new CopyOnWriteArrayList<>();
    private final List<Consumer<RunEvent>> listeners = new CopyOnWriteArrayList<>();
    private long sequence;

    /** Puts a migration into a state and tells of it. */
    synchronized Run put(String id, Run.State state, long processed) {
        Run run = new Run(
                id,
                "migration",
                "Migrate chinook to archive",
                Document.empty(),
                state,
                "copying",
                new Run.Progress(processed, 100, 10, -1),
                Instant.EPOCH,
                state.isFinal() ? Optional.of(Instant.EPOCH.plusSeconds(9)) : Optional.empty(),
                List.of(),
                List.of());
        runs.removeIf(known -> known.id().equals(id));
        runs.add(0, run);
        RunEvent event = new RunEvent(++sequence, state.isFinal() ? "runCompleted" : "progressUpdate", run);
        listeners.forEach(listener -> listener.accept(event));
        return run;
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public Run start(String kind, String title, Document parameters, Task task) {
        throw new StoreException(ServiceError.OPTION_UNSUPPORTED, "Nothing runs here.");
    }

    @Override
    public Optional<Run> find(String id) {
        return runs.stream().filter(run -> run.id().equals(id)).findFirst();
    }

    @Override
    public List<Run> list(Optional<String> kind, Optional<String> before, int limit) {
        List<Run> all = runs.stream()
                .filter(run -> kind.map(run.kind()::equals).orElse(true))
                .toList();
        int from = before.map(id -> 1 + all.stream().map(Run::id).toList().indexOf(id))
                .orElse(0);
        return all.subList(from, Math.min(all.size(), from + limit));
    }

    @Override
    public Optional<Document> report(String id) {
        return Optional.empty();
    }

    @Override
    public Run cancel(String id) {
        return put(id, Run.State.CANCELLED, 50);
    }

    @Override
    public Run resume(String id) {
        return put(id, Run.State.QUEUED, 50);
    }

    @Override
    public Run rollBack(String id, Task task) {
        return put(id, Run.State.ROLLED_BACK, 0);
    }

    @Override
    public boolean amend(String id, UnaryOperator<String> words, UnaryOperator<Document> report) {
        return false;
    }

    @Override
    public Subscription subscribe(Optional<String> runId, Consumer<RunEvent> listener) {
        Consumer<RunEvent> own = event -> {
            if (runId.isEmpty() || runId.get().equals(event.run().id())) {
                listener.accept(event);
            }
        };
        listeners.add(own);
        return () -> listeners.remove(own);
    }
}
