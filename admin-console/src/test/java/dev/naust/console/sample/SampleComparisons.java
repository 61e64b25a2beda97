package dev.naust.console.sample;

import dev.naust.api.service.ComparisonReport;
import dev.naust.api.service.ComparisonRequest;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.RepairReport;
import dev.naust.api.service.RepairRequest;
import dev.naust.api.service.Run;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.util.Optional;

/** Comparisons of the sample's stores: there are none. */
final class SampleComparisons implements Comparisons {
    @Override
    public ComparisonReport compare(ComparisonRequest request, RunProgress watcher) {
        throw refused();
    }

    @Override
    public RepairReport repair(
            ComparisonRequest request, RepairRequest wanted, ComparisonReport seen, RunProgress watcher) {
        throw refused();
    }

    @Override
    public Run start(ComparisonRequest request) {
        throw refused();
    }

    @Override
    public Run repair(String comparison, RepairRequest request) {
        throw refused();
    }

    @Override
    public Optional<Kept<ComparisonReport>> report(String runId) {
        return Optional.empty();
    }

    @Override
    public Optional<Kept<RepairReport>> repaired(String runId) {
        return Optional.empty();
    }

    private static StoreException refused() {
        return new StoreException(ServiceError.STORE_UNAVAILABLE, "The sample's stores are not compared.");
    }
}
