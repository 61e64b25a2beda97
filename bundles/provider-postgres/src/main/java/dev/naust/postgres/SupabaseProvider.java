package dev.naust.postgres;

import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreProvider;
import dev.naust.api.store.Trial;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Opens the databases of Supabase projects: PostgreSQL, reached and shown as Supabase has it. */
@Component(service = StoreProvider.class)
public final class SupabaseProvider implements StoreProvider {
    /** The type that store configurations name. */
    public static final String ID = "supabase";

    private static final ProviderInfo INFO = new ProviderInfo(
            "Supabase",
            "A Supabase project's PostgreSQL database, directly or through a pooler.",
            Set.of(
                    Capability.RECORDS,
                    Capability.SQL,
                    Capability.TRANSACTIONS,
                    Capability.QUEUE,
                    Capability.PUBSUB,
                    Capability.CHANGES,
                    Capability.FULL_TEXT_SEARCH,
                    Capability.REMOTE),
            Set.of(Capability.PUBSUB, Capability.CHANGES));

    @Override
    public String id() {
        return ID;
    }

    @Override
    public ProviderInfo info() {
        return INFO;
    }

    @Override
    public String configSchema() {
        return Resources.text("supabase-schema.json");
    }

    @Override
    public Store open(StoreConfig config) {
        SupabaseProject project = new SupabaseProject(config);
        return PostgresStore.open(new PostgresSettings(project.toPostgres()), project.access());
    }

    @Override
    public void diagnose(StoreConfig config, Trial trial) throws InterruptedException {
        new PostgresSettings(new SupabaseProject(config).toPostgres())
                .diagnosis()
                .run(trial);
    }
}
