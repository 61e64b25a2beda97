package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.RegisteredProvider.State;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.registry.provider.Origin;
import dev.naust.registry.provider.ProviderCatalogue;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

/** Several versions of a provider, and several bundles that want one id. */
final class VersionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void start() {
        home = new Home(folder);
    }

    @AfterEach
    void stop() {
        home.close();
    }

    private TestProvider version(String version) {
        return home.provider(new TestProvider("test"), version);
    }

    private StoreView shop() {
        return home.keeper().find("shop").orElseThrow();
    }

    private void borrow() {
        home.keeper().lease("shop").close();
    }

    private RegisteredProvider of(String bundle) {
        return home.catalogue.providers().stream()
                .filter(provider -> provider.bundle().equals(bundle))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOpenStoreMovesToANewerVersionWhichIsCheckedFirst() {
        TestProvider old = version("1.0.0");
        home.save("shop", "{\"type\": \"test\"}");
        borrow();
        TestProvider fresh = version("2.0.0");

        await().atMost(PATIENCE).until(() -> fresh.open() == 1 && old.open() == 0);
        assertThat(fresh.last().checked).isTrue();
        assertThat(shop().problem()).isEmpty();
    }

    @Test
    void aLeaseThatIsOutDuringAMoveGoesOnWithTheOldVersion() {
        TestProvider old = version("1.0.0");
        home.save("shop", "{\"type\": \"test\"}");
        StoreLease lease = home.keeper().lease("shop");
        TestProvider fresh = version("2.0.0");
        await().atMost(PATIENCE).until(() -> fresh.open() == 1);

        try (StoreLease next = home.keeper().lease("shop")) {
            assertThat(next.store()).isSameAs(fresh.last());
        }
        lease.store().check(Duration.ofSeconds(1));
        assertThat(old.open()).isOne();
        lease.close();
        await().atMost(PATIENCE).until(() -> old.open() == 0);
    }

    @Test
    void aVersionThatDoesNotOpenLeavesTheStoreWhereItIsAndSaysWhy() {
        TestProvider old = version("1.0.0");
        home.save("shop", "{\"type\": \"test\"}");
        borrow();
        TestProvider broken = new TestProvider("test").whenOpening(config -> {
            throw new StoreException(TestProvider.TestErrorCode.BROKEN, "This version is broken.");
        });
        home.provider(broken, "2.0.0");

        await().atMost(PATIENCE).until(() -> shop().problem().isPresent());
        assertThat(shop().problem().orElseThrow()).contains("Version 2.0.0").contains("This version is broken.");
        assertThat(shop().state()).isEqualTo(StoreView.State.OPEN);
        try (StoreLease lease = home.keeper().lease("shop")) {
            assertThat(lease.store()).isSameAs(old.last());
        }
        assertThat(home.catalogue.verdict("2.0.0".hashCode(), PATIENCE).orElseThrow())
                .contains("This version is broken.");
        assertThat(broken.open()).isZero();
    }

    @Test
    void aVersionThatFailsItsCheckIsLeftAgain() {
        TestProvider old = version("1.0.0");
        home.save("shop", "{\"type\": \"test\"}");
        borrow();
        TestProvider broken = new TestProvider("test").failingChecks("It forgets what it is told.");
        home.provider(broken, "2.0.0");

        await().atMost(PATIENCE).until(() -> shop().problem().isPresent());
        assertThat(shop().problem().orElseThrow()).contains("It forgets what it is told.");
        assertThat(broken.stores).isNotEmpty();
        assertThat(broken.open()).isZero();
        assertThat(old.open()).isOne();
    }

    @Test
    void aStoreThatIsNotOpenYetOpensWithTheNewestVersionThatWorks() {
        TestProvider old = version("1.0.0");
        home.provider(new TestProvider("test").failingChecks("It does not work."), "2.0.0");
        home.save("shop", "{\"type\": \"test\"}");

        try (StoreLease lease = home.keeper().lease("shop")) {
            assertThat(lease.store()).isSameAs(old.last());
        }
        assertThat(shop().problem().orElseThrow()).contains("Version 2.0.0").contains("It does not work.");
    }

    @Test
    void aStoreWhoseServerSleepsIsNotBlamedOnTheNewVersion() {
        TestProvider old = version("1.0.0").failingChecks("The server sleeps.");
        home.save("shop", "{\"type\": \"test\"}");
        borrow();
        TestProvider fresh = home.provider(new TestProvider("test").failingChecks("The server sleeps."), "2.0.0");

        await().atMost(PATIENCE).until(() -> !fresh.stores.isEmpty() && fresh.open() == 0);
        assertThat(home.catalogue.verdict("2.0.0".hashCode(), PATIENCE)).isEmpty();
        assertThat(old.open()).isOne();
    }

    @Test
    void aLocalStoreIsClosedByTheOldVersionBeforeTheNewOneOpensIt() {
        TestProvider old = home.provider(new TestProvider("test").local(), "1.0.0");
        home.save("shop", "{\"type\": \"test\"}");
        borrow();
        TestProvider fresh = new TestProvider("test").local();
        fresh.whenOpening(config -> assertThat(old.open()).isZero());
        home.provider(fresh, "2.0.0");

        await().atMost(PATIENCE).until(() -> fresh.open() == 1);
        assertThat(shop().problem()).isEmpty();
    }

    @Test
    void aLocalStoreGoesBackToTheOldVersion() {
        TestProvider old = home.provider(new TestProvider("test").local(), "1.0.0");
        home.save("shop", "{\"type\": \"test\"}");
        borrow();
        home.provider(new TestProvider("test").local().failingChecks("Cannot read the file."), "2.0.0");

        await().atMost(PATIENCE).until(() -> shop().problem().isPresent());
        assertThat(shop().problem().orElseThrow()).contains("Cannot read the file.");
        await().atMost(PATIENCE).until(() -> old.open() == 1);
        assertThat(old.stores).hasSize(2);
    }

    @Test
    void aPinnedStoreStaysInItsRange() {
        TestProvider first = version("1.2.0");
        TestProvider second = version("1.9.0");
        version("2.0.0");
        home.save("shop", "{\"type\": \"test\", \"provider\": {\"version\": \"[1.2,2)\"}}");
        borrow();
        assertThat(second.open()).isOne();

        home.save("shop", "{\"type\": \"test\", \"provider\": {\"version\": \"[1.2,1.2]\"}}");
        borrow();
        assertThat(first.open()).isOne();
    }

    @Test
    void aPinnedStoreIsJudgedByTheRulesOfItsOwnVersion() {
        String strict = "{\"type\": \"object\", \"properties\": {\"path\": {\"type\": \"string\"}},"
                + " \"required\": [\"path\"], \"additionalProperties\": false}";
        home.provider(new TestProvider("test"), "1.0.0");
        home.provider(new TestProvider("test", strict), "2.0.0");
        home.save("pinned", "{\"type\": \"test\", \"provider\": {\"version\": \"[1,2)\"}}");
        home.save("newest", "{\"type\": \"test\"}");

        assertThat(home.keeper().find("pinned").orElseThrow().problem()).isEmpty();
        assertThat(home.keeper().find("newest").orElseThrow().problem().orElseThrow())
                .contains("path");
    }

    @Test
    void aPinThatNothingMatchesNamesWhatIsThere() {
        version("2.0.0");
        home.save("shop", "{\"type\": \"test\", \"provider\": {\"version\": \"[1.2,2)\"}}");

        assertThat(shop().state()).isEqualTo(StoreView.State.UNAVAILABLE);
        assertThat(shop().problem().orElseThrow()).contains("2.0.0").contains("[1.2.0,2.0.0)");
        assertThatThrownBy(() -> home.keeper().lease("shop")).hasMessageContaining("2.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"newest", "[1.2", "[2,1]", "(1,1)", "1.2.x.y.z"})
    void aRangeThatIsNoneIsAProblem(String range) {
        version("2.0.0");
        home.save("shop", "{\"type\": \"test\", \"provider\": {\"version\": \"" + range + "\"}}");

        assertThat(shop().state()).isEqualTo(StoreView.State.FAILED);
        assertThat(shop().problem().orElseThrow()).contains("/provider/version is no range of versions");
    }

    @Test
    void anotherBundleDoesNotTakeAnIdByItsHigherVersion() {
        TestProvider rightful = version("1.0.0");
        home.save("shop", "{\"type\": \"test\"}");
        borrow();
        TestProvider intruder = home.provider(new TestProvider("test"), "intruder", "9.0.0");

        assertThat(of("test").state()).isEqualTo(State.ACTIVE);
        assertThat(of("intruder").state()).isEqualTo(State.CONFLICT);
        assertThat(of("intruder").problem().orElseThrow()).contains("Bundle test has the id test");
        assertThat(home.catalogue.find("test").orElseThrow().bundle()).isEqualTo("test");
        borrow();
        assertThat(intruder.stores).isEmpty();
        assertThat(rightful.open()).isOne();
    }

    @Test
    void anotherBundleDoesNotInheritAnIdThatStoresNeedUntilSomebodyChoosesIt() {
        TestProvider rightful = version("1.0.0");
        home.save("shop", "{\"type\": \"test\"}");
        TestProvider intruder = home.provider(new TestProvider("test"), "intruder", "9.0.0");
        home.catalogue.remove(rightful);

        assertThat(shop().state()).isEqualTo(StoreView.State.UNAVAILABLE);
        assertThat(of("intruder").problem().orElseThrow()).contains("of bundle test, which is not here now");

        home.catalogue.choose("test", "intruder");
        assertThat(of("intruder").state()).isEqualTo(State.ACTIVE);
        borrow();
        assertThat(intruder.open()).isOne();
    }

    @Test
    void anIdThatNobodyNeedsIsFreeWhenItsBundleIsUninstalled() {
        home.catalogue.remove(version("1.0.0"));
        home.provider(new TestProvider("test"), "heir", "1.0.0");

        assertThat(of("heir").state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void whichBundleHasAnIdIsRememberedOverARestart() {
        version("1.0.0");
        ProviderCatalogue restarted = home.newCatalogue();
        try {
            home.installedNames.add("test");
            restarted.add(new TestProvider("test"), new Origin(1, "intruder", new Version("9.0.0")));
            restarted.add(new TestProvider("test"), new Origin(2, "test", new Version("1.0.0")));

            assertThat(restarted.find("test").orElseThrow().bundle()).isEqualTo("test");
        } finally {
            restarted.stop();
        }
    }

    @Test
    void aChoiceOfAnAbsentBundleIsRefused() {
        version("1.0.0");

        assertThatThrownBy(() -> home.catalogue.choose("test", "nobody"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code().code()).isEqualTo("provider.not_found"));
    }
}
