package dev.naust.migration.compare;

import dev.naust.api.model.Classification;
import dev.naust.api.model.Document;
import dev.naust.api.model.Placement;
import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonReport.Verdict;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Erasing;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.RepairRequest.Side;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunFailedException;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.json.SealedJson;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Comparisons as a service: borrows the stores, compares and puts right, and keeps the sealed reports. */
@Component(service = Comparisons.class)
public final class ComparisonService implements Comparisons {
    private final StoreRegistry stores;
    private final Pump pump;
    private final Clock clock = Clock.systemUTC();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /** Absent on the command line, where nothing is kept. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Runs runs;

    @Activate
    public ComparisonService(@Reference StoreRegistry stores, @Reference Pump pump) {
        this.stores = stores;
        this.pump = pump;
    }

    @Override
    public ComparisonReport compare(ComparisonRequest request, RunProgress watcher) throws InterruptedException {
        try (StoreLease source = borrow(request.source());
                StoreLease target = borrow(request.target())) {
            Comparison.Choices first = Comparison.Choices.first(request.listed());
            return new Comparison(pump, clock, source, target, request, watcher, first)
                    .compare()
                    .report();
        }
    }

    @Override
    public Run start(ComparisonRequest request) {
        Runs log = runs();
        check(request.source());
        check(request.target());
        String title = request.source() + " ↔ " + request.target();
        return log.start(COMPARISON, title, Asked.of(request), progress -> {
            ComparisonReport report = compare(request, progress);
            if (report.verdict() != Verdict.IDENTICAL) {
                progress.warn(Words.verdict(report));
            }
            return ComparisonDocument.of(report);
        });
    }

    @Override
    public Run repair(String comparison, RepairRequest wanted) {
        Runs log = runs();
        Run compared = log.find(comparison)
                .filter(run -> run.kind().equals(COMPARISON))
                .orElseThrow(() -> new StoreException(
                        ServiceError.RUN_NOT_FOUND,
                        "There is no comparison " + comparison + ": compare the stores first"));
        ComparisonReport seen = report(comparison)
                .map(Kept::report)
                .orElseThrow(() -> new StoreException(
                        ServiceError.RUN_NOT_FOUND,
                        "Comparison " + comparison
                                + " has no report, so that nothing says what to put right: compare again"));
        ComparisonRequest request = Asked.read(compared.parameters());
        Endpoint into = wanted.towards() == Side.TARGET ? request.target() : request.source();
        Endpoint from = wanted.towards() == Side.TARGET ? request.source() : request.target();
        refuseMisplaced(from, into);
        refuseBusy(into);
        Erasing.refuse(log, List.of(from.toString(), into.toString()));
        String title = (wanted.dryRun() ? "Dry run: " : "") + from + " → " + into;
        return log.start(REPAIR, title, Asked.of(comparison, request, wanted), progress -> {
            RepairReport report = repair(request, wanted, seen, progress).of(comparison);
            Document kept = RepairDocument.of(report);
            if (!report.succeeded()) {
                throw new RunFailedException(Words.incomplete(report), kept);
            }
            return kept;
        });
    }

    @Override
    public RepairReport repair(
            ComparisonRequest request, RepairRequest wanted, ComparisonReport seen, RunProgress progress)
            throws InterruptedException {
        Endpoint from = wanted.towards() == Side.TARGET ? request.source() : request.target();
        Endpoint into = wanted.towards() == Side.TARGET ? request.target() : request.source();
        refuseFiltered(request);
        refuseMisplaced(from, into);
        if (!wanted.dryRun() && !busy.add(into.toString())) {
            throw busy(into);
        }
        try (StoreLease source = borrow(request.source());
                StoreLease target = borrow(request.target())) {
            return new Repair(pump, clock, source, target, request, wanted, seen, progress).run();
        } finally {
            if (!wanted.dryRun()) {
                busy.remove(into.toString());
            }
        }
    }

    @Override
    public Optional<Kept<ComparisonReport>> report(String runId) {
        return kept(runId, COMPARISON, ComparisonDocument::read);
    }

    @Override
    public Optional<Kept<RepairReport>> repaired(String runId) {
        return kept(runId, REPAIR, RepairDocument::read);
    }

    private <T> Optional<Kept<T>> kept(String runId, String kind, Function<Document, T> form) {
        Runs log = runs();
        return log.find(runId)
                .filter(run -> run.kind().equals(kind))
                .flatMap(run -> log.report(runId))
                .map(report -> {
                    SealedJson sealed = SealedJson.of(report);
                    return new Kept<>(form.apply(report), sealed.json(), sealed.sha256());
                });
    }

    /** Fails for a store that is not configured before a run is made of it. */
    private void check(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.StoreId store
                && stores.find(store.id()).isEmpty()) {
            throw new StoreException(
                    ServiceError.STORE_NOT_FOUND, "There is no store \"" + store.id() + "\": configure it first");
        }
    }

    private static void refuseFiltered(ComparisonRequest request) {
        if (request.filter().isPresent()) {
            throw Asked.filtered();
        }
    }

    private void refuseMisplaced(Endpoint from, Endpoint into) {
        Optional<StoreView> here = view(from);
        Placement placement = new Placement(
                "Store " + from,
                here.flatMap(StoreView::classification).flatMap(Classification::named),
                "store " + into,
                view(into).flatMap(StoreView::residency));
        placement.refusal().ifPresent(reason -> {
            throw new StoreException(ServiceError.RESIDENCY_VIOLATION, reason);
        });
    }

    private Optional<StoreView> view(Endpoint endpoint) {
        return endpoint instanceof Endpoint.StoreId store ? stores.find(store.id()) : Optional.empty();
    }

    private void refuseBusy(Endpoint into) {
        if (busy.contains(into.toString())) {
            throw busy(into);
        }
    }

    private static StoreException busy(Endpoint into) {
        return new StoreException(
                ServiceError.MIGRATION_IN_PROGRESS,
                "Another repair of " + into + " is running: wait for it, or cancel it first");
    }

    private StoreLease borrow(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Address address
                ? stores.open(address.text())
                : stores.lease(((Endpoint.StoreId) endpoint).id());
    }

    private Runs runs() {
        Runs present = runs;
        if (present == null) {
            throw new StoreException(
                    ServiceError.STORE_UNAVAILABLE,
                    "The server's own state is not there yet, so that no run can be kept: try again in a few seconds");
        }
        return present;
    }
}
