package dev.naust.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.store.Store;
import dev.naust.migration.schema.TestStores;
import dev.naust.testkit.server.LentStore;
import dev.naust.transfer.BoundedPump;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A plan with what a real server does not grant: it is blocked, and says what to grant, before anything is written. */
@Timeout(60)
class GroundTest {
    private Store owner;
    private Store clerk;
    private Store shop;

    @BeforeEach
    void open() throws InterruptedException {
        owner = TestStores.postgres();
        String database = TestStores.ask(owner, "SELECT current_database()").get(0);
        TestStores.run(
                owner,
                "CREATE ROLE clerk LOGIN",
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                "CREATE TABLE public.\"Artist\" (\"ArtistId\" bigint PRIMARY KEY, \"Name\" varchar(120))");
        clerk = TestStores.postgres(database, "clerk");
        shop = Fixture.shop(3);
    }

    @AfterEach
    void close() throws InterruptedException {
        clerk.close();
        TestStores.run(owner, "DROP OWNED BY clerk", "DROP ROLE clerk");
        owner.close();
        shop.close();
    }

    private static MigrationPlan plan(Store source, Store target, Conflict conflict, String... collections)
            throws InterruptedException {
        return new Planner(
                        new LentStore("source", source),
                        new LentStore("target", target),
                        ServerFixture.request(new Options(conflict, 10, true, false, 1), collections),
                        new BoundedPump(),
                        new Surroundings())
                .plan();
    }

    @Test
    void aTargetThatGrantsNoNewTablesBlocks() throws InterruptedException {
        MigrationPlan plan = plan(shop, clerk, Conflict.FAIL, "Album");
        assertThat(plan.canProceed()).isFalse();
        assertThat(plan.blockers())
                .containsExactly("target: The user clerk may not make tables in the schema public:"
                        + " GRANT CREATE ON SCHEMA public TO clerk");
        TestStores.run(owner, "GRANT CREATE ON SCHEMA public TO clerk");
        assertThat(plan(shop, clerk, Conflict.FAIL, "Album").canProceed()).isTrue();
    }

    @Test
    void aTargetThatGrantsNoNewRecordsBlocks() throws InterruptedException {
        TestStores.run(owner, "GRANT SELECT ON public.\"Artist\" TO clerk", "GRANT CREATE ON SCHEMA public TO clerk");
        MigrationPlan plan = plan(shop, clerk, Conflict.SKIP, "Artist");
        assertThat(plan.canProceed()).isFalse();
        assertThat(plan.blockers())
                .containsExactly("target: The user clerk may not write to public.Artist: GRANT INSERT ON it");
        TestStores.run(owner, "GRANT INSERT ON public.\"Artist\" TO clerk");
        assertThat(plan(shop, clerk, Conflict.SKIP, "Artist").canProceed()).isTrue();
    }

    @Test
    void aSourceThatMayNotBeReadBlocks() throws InterruptedException {
        try (Store target = Fixture.memory("target")) {
            MigrationPlan plan = plan(clerk, target, Conflict.FAIL, "Artist");
            assertThat(plan.canProceed()).isFalse();
            assertThat(plan.blockers())
                    .contains("source: The user clerk may not read public.Artist: GRANT SELECT ON it");
            TestStores.run(owner, "GRANT SELECT ON public.\"Artist\" TO clerk");
            assertThat(plan(clerk, target, Conflict.FAIL, "Artist").canProceed())
                    .isTrue();
        }
    }

    @Test
    void aFieldOfTheTargetThatNoTextCanBeCastToBlocksWithAnotherWayOut() throws InterruptedException {
        TestStores.run(owner, "ALTER TABLE public.\"Artist\" ALTER \"Name\" TYPE inet USING NULL");

        assertThat(plan(shop, owner, Conflict.SKIP, "Artist").blockers())
                .containsExactly(
                        "The target's Name (inet) cannot hold Artist.Name (TEXT(120)): leave it out (drop), or let"
                                + " the target have a field of text for it");
    }
}
