package dev.naust.console.sample;

import dev.naust.api.model.Document;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunEvent;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Runs that stand as a test puts them. */
public final class SampleRuns implements Runs {
    private final List<Run> runs = new CopyOnWriteArrayList<>();

    /** Puts a run, or puts it anew. */
    public void put(Run run) {
        runs.removeIf(known -> known.id().equals(run.id()));
        runs.add(0, run);
    }

    @Override
    public Run start(String kind, String title, Document parameters, Task task) {
        throw new StoreException(ServiceError.OPTION_UNSUPPORTED, "The sample runs nothing.");
    }

    @Override
    public Optional<Run> find(String id) {
        return runs.stream().filter(run -> run.id().equals(id)).findFirst();
    }

    @Override
    public List<Run> list(Optional<String> kind, Optional<String> before, int limit) {
        return runs.stream()
                .filter(run -> kind.map(run.kind()::equals).orElse(true))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<Document> report(String id) {
        return Optional.empty();
    }

    @Override
    public Run cancel(String id) {
        Run run = find(id).orElseThrow(
                        () -> new StoreException(ServiceError.RUN_NOT_FOUND, "There is no run " + id + "."));
        Run cancelled = new Run(
                run.id(),
                run.kind(),
                run.title(),
                run.parameters(),
                Run.State.CANCELLED,
                "",
                run.progress(),
                run.startedAt(),
                Optional.of(run.startedAt().plusSeconds(3)),
                List.of(),
                List.of());
        put(cancelled);
        return cancelled;
    }

    @Override
    public Subscription subscribe(Optional<String> runId, Consumer<RunEvent> listener) {
        return () -> {};
    }
}
