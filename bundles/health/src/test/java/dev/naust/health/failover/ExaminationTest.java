package dev.naust.health.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.store.Identity;
import dev.naust.api.store.Identity.Standing;
import dev.naust.api.store.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where a store may be written instead, and where not. */
final class ExaminationTest {
    private static final Known SHOP = new Known(Optional.of("7001/shop"), List.of(), 3, Optional.empty());

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
                .isEqualTo(new Known(Optional.of("7002/shop"), List.of(), 1, Optional.empty()));
    }

    @Test
    void a_successor_is_taken_although_its_name_is_new_and_what_it_overtook_is_behind() {
        Known known = Known.NOTHING.with(new Standing("r1/0", true, 0));
        Standing promoted = new Standing("r2/0", true, 0, Set.of("r1/0"));
        examination(known, false).accept(saying(promoted));

        Known after = known.with(promoted);
        assertThat(after).isEqualTo(new Known(Optional.of("r2/0"), List.of("r1/0"), 0, Optional.empty()));
        refused(after, false, new Standing("r1/0", true, 0), "it is behind");
        refused(after, false, new Standing("r3/0", true, 0, Set.of("r1/0")), "it is behind");
        refused(after, true, new Standing("r9/0", true, 0, Set.of("r8/0")), "another database");
        examination(after, true).accept(saying(new Standing("r1/0", true, 0)));
        // Who decided for the older one has decided against what came after it.
        assertThat(after.decided(new Standing("r1/0", true, 0)).former()).isEmpty();
    }

    @Test
    void names_that_a_database_had_are_remembered_within_bounds() {
        Known known = Known.NOTHING.with(new Standing("r0/0", true, 0));
        for (int i = 1; i < 100; i++) {
            known = known.with(new Standing("r" + i + "/0", true, 0, Set.of("r" + (i - 1) + "/0")));
        }
        assertThat(known.database()).contains("r99/0");
        assertThat(known.former()).hasSize(16).startsWith("r98/0");
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
