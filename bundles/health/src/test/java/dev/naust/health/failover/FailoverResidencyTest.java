package dev.naust.health.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.naust.api.model.Document;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreEndpoints;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store fails over only to where its level allows, by itself and by hand, and also with force. */
class FailoverResidencyTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final List<String> moves = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "OPEN,norway,yes", "OPEN,eu,yes", "OPEN,global,yes", "OPEN,,yes",
        "RESTRICTED,norway,yes", "RESTRICTED,eu,yes", "RESTRICTED,global,no", "RESTRICTED,,no",
        "CONFIDENTIAL,norway,yes", "CONFIDENTIAL,eu,no", "CONFIDENTIAL,global,no", "CONFIDENTIAL,,no",
        "SECRET,norway,yes", "SECRET,eu,no", "SECRET,global,no", "SECRET,,no"
    })
    void a_store_goes_only_where_its_level_allows(String level, String place, String verdict) {
        boolean allowed = verdict.equals("yes");
        Failover failover = failover(level, Optional.ofNullable(place));

        Optional<String> stays = failover.away(TIMEOUT, Duration.ZERO);
        assertThat(stays.isEmpty()).isEqualTo(allowed);
        for (boolean forced : List.of(false, true)) {
            Throwable outcome = catchThrowable(() -> failover.to(Optional.of("replica"), TIMEOUT, forced));
            if (allowed) {
                assertThat(outcome).isNull();
            } else {
                assertThat(stays.orElseThrow()).contains("classified " + level);
                assertThat(outcome)
                        .hasMessageContainingAll("classified " + level, "endpoint replica")
                        .extracting(failure -> ((StoreException) failure).code())
                        .isEqualTo(ServiceError.RESIDENCY_VIOLATION);
            }
        }
        assertThat(moves).hasSize(allowed ? 3 : 0);
    }

    private Failover failover(String level, Optional<String> residency) {
        StoreView view = new StoreView(
                "crm",
                "postgres",
                StoreView.State.OPEN,
                Optional.empty(),
                false,
                Optional.of(level),
                Optional.of("norway"),
                Document.empty(),
                Set.of(),
                "r1");
        StoreRegistry registry = (StoreRegistry) Proxy.newProxyInstance(
                StoreRegistry.class.getClassLoader(),
                new Class<?>[] {StoreRegistry.class},
                (proxy, method, arguments) -> Optional.of(view));
        StoreEndpoints endpoints = (StoreEndpoints) Proxy.newProxyInstance(
                StoreEndpoints.class.getClassLoader(),
                new Class<?>[] {StoreEndpoints.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "endpoints" ->
                        List.of(
                                new StoreEndpoints.Endpoint("primary", true, true, false, Optional.of("norway")),
                                new StoreEndpoints.Endpoint("replica", false, false, false, residency));
                    case "move" -> {
                        moves.add((String) arguments[1]);
                        yield null;
                    }
                    default -> null;
                });
        return new Failover("crm", registry, endpoints, Clock.systemUTC());
    }
}
