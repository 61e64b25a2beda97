package dev.naust.privacy.request;

import dev.naust.api.service.Erasing;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunResumer;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerKeys;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreRegistry;
import dev.naust.privacy.map.MapService;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Goes on with a request's run that the server's end, a failure or somebody interrupted. */
@Component(service = RunResumer.class)
public final class PrivacyRuns implements RunResumer {
    static final String KIND = Erasing.RUN;

    /** The parameter of a run that names its request. */
    static final String REQUEST = "request";

    private final Tools tools;

    @Activate
    public PrivacyRuns(
            BundleContext bundle,
            @Reference ServerState state,
            @Reference ServerKeys keys,
            @Reference StoreRegistry stores,
            @Reference Storage storage,
            @Reference Runs runs,
            @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policyOption = ReferencePolicyOption.GREEDY)
                    List<KeptCopies> copies) {
        this(MapService.home(bundle), state, keys, stores, storage, runs, copies, Clock.systemUTC());
    }

    public PrivacyRuns(
            Path home,
            ServerState state,
            ServerKeys keys,
            StoreRegistry stores,
            Storage storage,
            Runs runs,
            List<KeptCopies> copies,
            Clock clock) {
        this.tools = Tools.of(home, state, keys, stores, storage, new Copies(copies, runs, state), clock);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Runs.Task resume(Run run) {
        String request = run.parameters().get(REQUEST).orElseThrow().toString();
        return progress -> new Execution(tools, request, progress).again(run.id());
    }
}
