package dev.naust.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.PrivacyRequest;
import dev.naust.api.service.PrivacyRequest.Outcome;
import dev.naust.api.service.PrivacyRequest.State;
import dev.naust.api.service.PrivacyRequest.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request whose run is killed at any step goes on and is done once. */
class KilledRequestTest extends OnePerson {
    @ParameterizedTest
    @EnumSource(names = {"ERASURE", "ACCESS"})
    void aRunThatIsKilledAnywhereGoesOnAndIsDoneOnce(Type type) throws Exception {
        int step = Integer.getInteger("naust.kills", 2) > 2 ? 1 : 7;
        for (int uses = 1; ; uses += step) {
            close();
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder())
                        .filter(file -> !file.equals(home))
                        .forEach(file -> file.toFile().delete());
            }
            plant();
            PrivacyRequest request = approved(type);
            harbour.killAfter(uses);
            try {
                requests.execute(request.id(), ONE);
                harbour.killAfter(-1);
                assertThat(uses).as("the run was killed").isGreaterThan(10);
                return;
            } catch (TestHarbour.Killed e) {
                harbour.killAfter(-1);
            }
            boolean begun =
                    !harbour.runs().list(Optional.empty(), Optional.empty(), 1).isEmpty();
            if (!begun || requests.find(request.id()).orElseThrow().state() == State.ANSWERED) {
                // Killed before the run, or behind it: nothing was interrupted.
                continue;
            }
            harbour.runs().restartLast(service(Clock.systemUTC()));
            PrivacyRequest over = requests.find(request.id()).orElseThrow();
            assertThat(over.state())
                    .as("killed at %s: %s", uses, over.problem())
                    .isEqualTo(State.ANSWERED);
            assertThat(over.history())
                    .as("both attempts")
                    .anyMatch(line -> line.note().contains("was interrupted"));
            assertThat(over.outcomes()).as("killed at %s", uses).hasSize(4);
            assertThat(over.outcomes().stream().map(Outcome::record).distinct()).hasSize(4);
            if (type == Type.ERASURE) {
                assertThat(bytes())
                        .as("killed at %s", uses)
                        .doesNotContain(KARI)
                        .doesNotContain(NUMBER)
                        .contains("Ola");
            } else {
                assertThat(requests.open(request.id(), ONE).file()).exists();
            }
        }
    }
}
