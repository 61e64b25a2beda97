package dev.naust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a provider says of itself. */
abstract class ProviderContract extends ContractGroup {

    @Test
    @DisplayName("has an id that store configurations can name")
    void hasAnIdThatConfigurationsCanName() {
        assertThat(store().provider().id()).matches("[a-z][a-z0-9-]{0,62}");
    }

    @Test
    @DisplayName("has a name, and one sentence about itself")
    void hasANameAndADescription() {
        ProviderInfo info = store().provider().info();

        assertThat(info.name()).isNotBlank();
        assertThat(info.description()).isNotBlank().doesNotContain("\n");
    }

    @Test
    @DisplayName("claims exactly the capabilities that its stores show, but for those that depend on the deployment")
    void claimsTheCapabilitiesThatItsStoresShow() {
        ProviderInfo info = store().provider().info();
        Set<Capability> shown = Capability.shownBy(store().store());
        Set<Capability> expected = info.capabilities().stream()
                .filter(Capability::hasFacet)
                .collect(Collectors.toCollection(HashSet::new));
        assertThat(info.capabilities()).containsAll(info.depending());
        expected.removeIf(claim -> info.depending().contains(claim) && !shown.contains(claim));

        assertThat(info.capabilities()).containsAll(shown);
        assertThat(shown.stream().filter(Capability::hasFacet).collect(Collectors.toSet()))
                .as("claims that a facet must stand behind")
                .isEqualTo(expected);
        for (Capability lacking : info.depending()) {
            if (!shown.contains(lacking)) {
                assertThat(store().store().without(lacking)).isNotBlank();
            }
        }
    }

    @Test
    @DisplayName("has a configuration schema that refuses unknown properties")
    void hasASchemaThatRefusesUnknownProperties() {
        assertThat(store().provider().configSchema().replaceAll("\\s", ""))
                .startsWith("{")
                .endsWith("}")
                .contains("\"additionalProperties\":false");
    }

    @Test
    @DisplayName("knows no endpoint of another form than its own")
    void knowsNoForeignEndpoint() {
        assertThat(store().provider().endpoint("naust-no-such-form://nowhere")).isEmpty();
    }

    @Test
    @DisplayName("opens a store that answers within its time")
    void opensAStoreThatAnswers() {
        assertThatCode(() -> store().store().check(Duration.ofSeconds(10))).doesNotThrowAnyException();
    }
}
