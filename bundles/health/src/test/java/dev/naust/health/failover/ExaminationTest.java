package dev.naust.health.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.store.Identity;
import dev.naust.api.store.Identity.Standing;
import dev.naust.api.store.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a store may be written instead, and where not. */
final class ExaminationTest {
    private static final Known SHOP = new Known(Optional.of("7001/shop"), 3, Optional.empty());

    @Test
    void a_promoted_copy_of_the_same_database_is_taken() {
        Examination examination = examination(SHOP, false);
        examination.accept(saying(new Standing("7001/shop", true, 4)));
        assertThat(examination.found()).contains(new Standing("7001/shop", true, 4));
        assertThat(SHOP.with(new Standing("7001/shop", true, 4)).generation()).isEqualTo(4);
    }

    @Test
    void another_database_is_refused_even_with_force() {
        refused(SHOP, true, new Standing("7002/shop", true, 4), "another database");
    }

    @Test
    void a_standby_is_refused_even_with_force() {
        refused(SHOP, true, new Standing("7001/shop", false, 3), "takes no changes");
    }

    @Test
    void a_server_that_missed_a_promotion_is_refused_unless_the_operator_knows_better() {
        refused(SHOP, false, new Standing("7001/shop", true, 2), "it is behind");
        examination(SHOP, true).accept(saying(new Standing("7001/shop", true, 2)));
    }

    @Test
    void what_cannot_be_known_is_refused_unless_the_operator_knows_it() {
        refused(Known.NOTHING, false, new Standing("7001/shop", true, 2), "has not answered yet");
        examination(Known.NOTHING, true).accept(saying(new Standing("7001/shop", true, 2)));
        assertThatThrownBy(() -> examination(SHOP, false).accept(store(Optional.empty())))
                .hasMessageContaining("cannot say which database");
    }

    @Test
    void a_standby_teaches_nothing() {
        assertThat(Known.NOTHING.with(new Standing("7001/shop", false, 9))).isEqualTo(Known.NOTHING);
    }

    @Test
    void another_database_begins_its_own_count() {
        assertThat(SHOP.with(new Standing("7002/shop", true, 1)))
                .isEqualTo(new Known(Optional.of("7002/shop"), 1, Optional.empty()));
    }

    private static void refused(Known known, boolean isForced, Standing standing, String why) {
        assertThatThrownBy(() -> examination(known, isForced).accept(saying(standing)))
                .hasMessageContaining("replica-1:5432")
                .hasMessageContaining(why);
    }

    private static Examination examination(Known known, boolean isForced) {
        return new Examination("replica-1:5432", known, Duration.ofSeconds(1), isForced);
    }

    private static Store saying(Standing standing) {
        return store(Optional.of(timeout -> standing));
    }

    /** A store of which nothing but its identity is asked. */
    private static Store store(Optional<Identity> identity) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (self, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("identity");
                    return identity;
                });
    }
}
