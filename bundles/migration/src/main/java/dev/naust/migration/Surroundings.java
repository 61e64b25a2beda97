package dev.naust.migration;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Audit;
import dev.naust.api.service.Backups;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.RecordGuard;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.migration.leftover.LeftoverLog;
import dev.naust.migration.leftover.LeftoverRecords;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server has around a migration: a memory for what is left over, backups. On the command line there is neither. */
@Component(service = Surroundings.class)
public final class Surroundings {
    private static final Logger LOG = LoggerFactory.getLogger(Surroundings.class);

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable ServerState state;

    /** Fetched when a target is to be backed up: backups stand on migrations. */
    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable ComponentServiceObjects<Backups> backups;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Runs runs;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Audit audit;

    /** Fetched when a plan is made: it stands on the server's state, which stands on storage. */
    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable ComponentServiceObjects<RecordGuard> guard;

    @Activate
    public Surroundings() {
        // Everything here comes and goes.
    }

    /** With a memory alone. */
    Surroundings(ServerState state) {
        this.state = state;
    }

    /** What the map of personal data says of fields that lie in stores as cipher text. */
    Sealing sealing() {
        ComponentServiceObjects<RecordGuard> offered = guard;
        return new Sealing(Optional.ofNullable(offered == null ? null : offered.getService()));
    }

    /** Whether conflicts can be kept for somebody to decide. */
    boolean keepsLeftovers() {
        return state != null;
    }

    /** Whether this target can be backed up first. */
    boolean backsUp(Endpoint target) {
        return backups != null && runs != null && target instanceof Endpoint.StoreId;
    }

    /** The key for fields that are hashed; null when there is none. */
    byte @Nullable [] hashKey() {
        return HashKey.ofServer();
    }

    /** Where a run keeps what people are to put right. */
    Optional<LeftoverLog> leftovers(String runId) {
        ServerState present = state;
        return present == null ? Optional.empty() : Optional.of(new LeftoverLog(present, runId));
    }

    /** What runs left for people to put right. */
    Optional<LeftoverRecords> leftovers() {
        return Optional.ofNullable(state).map(LeftoverRecords::new);
    }

    /**
     * Lets a run that goes on do so only where no other one is into its target by now.
     *
     * @throws StoreException with {@code migration.in_progress}
     */
    void refuseOthers(String target, String run) throws InterruptedException {
        Runs present = runs;
        if (present != null) {
            BusyTargets.refuseOthers(present, target, run);
        }
    }

    /** Notes who serves from now on. That it is so is on record already, so that a log which does not answer changes nothing. */
    void audit(String action, String run, MigrationRequest request) {
        Audit present = audit;
        if (present != null) {
            try {
                Document details = Document.empty()
                        .with("source", Value.text(request.source().toString()))
                        .with("target", Value.text(request.target().toString()));
                present.append(new Audit.Event("system", action, "run/" + run, "ok", details));
            } catch (StoreException e) {
                LOG.warn("{} of run {} is not in the audit log: {}", action, run, e.getMessage());
            }
        }
    }

    /**
     * Backs the target up, where the request asks for it.
     *
     * @throws StoreException when the backup did not succeed, or nobody can make one now; the migration must not start then
     */
    void backUpFirst(MigrationRequest request, RunProgress progress) throws InterruptedException {
        if (!request.options().backupFirst()) {
            return;
        }
        ComponentServiceObjects<Backups> offered = backups;
        Backups maker = offered == null ? null : offered.getService();
        Runs runsThen = runs;
        if (maker == null || runsThen == null) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    "The target cannot be backed up first at the moment, because the bundle of backups is not started: start"
                            + " it, and resume the run then, or start without backupFirst");
        }
        SafetyBackup.make(maker, runsThen, request.target().toString(), progress);
    }
}
