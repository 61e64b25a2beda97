package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One target, and runs of several servers that share their record. */
class BusyTargetsTest {
    private final Map<String, Run> record = new ConcurrentHashMap<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final Runs log = (Runs) Proxy.newProxyInstance(
            Runs.class.getClassLoader(), new Class<?>[] {Runs.class}, (proxy, method, arguments) -> {
                if (looks.incrementAndGet() == 3) {
                    put("run-9", Run.State.FAILED, "shop");
                }
                return List.copyOf(record.values());
            });

    private void put(String id, Run.State state, String target) {
        record.put(
                id,
                new Run(
                        id,
                        ServerMigrations.KIND,
                        id,
                        Document.of(Map.of("target", Value.text(target))),
                        state,
                        "",
                        new Run.Progress(0, 0, 0, 0),
                        Instant.EPOCH,
                        Optional.empty(),
                        List.of(),
                        List.of()));
    }

    @Test
    void whoIsAloneBegins() {
        put("run-1", Run.State.RUNNING, "shop");
        put("run-2", Run.State.RUNNING, "elsewhere");
        put("run-3", Run.State.SUCCEEDED, "shop");
        assertThatCode(() -> BusyTargets.refuseOthers(log, "shop", "run-1")).doesNotThrowAnyException();
    }

    @Test
    void theLaterOneOfTwoGivesWay() {
        put("run-1", Run.State.QUEUED, "shop");
        put("run-8", Run.State.RUNNING, "shop");
        assertThatThrownBy(() -> BusyTargets.refuseOthers(log, "shop", "run-8"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.MIGRATION_IN_PROGRESS));
    }

    @Test
    void theEarlierOneWaitsForThat() throws Exception {
        put("run-1", Run.State.RUNNING, "shop");
        put("run-9", Run.State.RUNNING, "shop");
        BusyTargets.refuseOthers(log, "shop", "run-1");
        assertThat(looks).hasValueGreaterThanOrEqualTo(3);
    }
}
