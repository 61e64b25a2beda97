package dev.naust.migration;

import dev.naust.api.model.Classification;
import dev.naust.api.model.Placement;
import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import java.util.List;
import java.util.Optional;

/** Whether a source's data may be where the target is, by their labels; a store that no configuration names has none. */
record Residency(StoreRegistry stores) {

    /** The plan, blocked when the data may not move there. */
    MigrationPlan judge(MigrationPlan plan, MigrationRequest request) {
        Optional<String> refusal = refusal(request);
        if (refusal.isEmpty()) {
            return plan;
        }
        return plan.blocked(List.of(refusal.get()));
    }

    /** @throws StoreException with {@code residency.violation} when the data may not move there */
    void refuse(MigrationRequest request) {
        throwing(refusal(request));
    }

    /**
     * The other way round: what was written to the target goes to the source.
     *
     * @throws StoreException with {@code residency.violation} when it may not be there
     */
    void refuseBack(MigrationRequest request) {
        throwing(refusal(request.target(), request.source()));
    }

    private static void throwing(Optional<String> refusal) {
        refusal.ifPresent(reason -> {
            throw new StoreException(ServiceError.RESIDENCY_VIOLATION, reason);
        });
    }

    private Optional<String> refusal(MigrationRequest request) {
        return refusal(request.source(), request.target());
    }

    private Optional<String> refusal(Endpoint from, Endpoint to) {
        return new Placement(
                        "Store " + from,
                        view(from).flatMap(StoreView::classification).flatMap(Classification::named),
                        "store " + to,
                        view(to).flatMap(StoreView::residency))
                .refusal();
    }

    private Optional<StoreView> view(Endpoint endpoint) {
        return endpoint instanceof Endpoint.StoreId store ? stores.find(store.id()) : Optional.empty();
    }
}
