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
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.StoreException;
import dev.naust.migration.leftover.LeftoverLog;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Backups backups;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Runs runs;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable Audit audit;

    @Activate
    public Surroundings() {
        // Everything here comes and goes.
    }

    /** With a memory alone. */
    Surroundings(ServerState state) {
        this.state = state;
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
     * @throws dev.naust.api.store.StoreException when the backup did not succeed; the migration must not start then
     */
    void backUpFirst(MigrationRequest request, RunProgress progress) throws InterruptedException {
        Backups backupsThen = backups;
        Runs runsThen = runs;
        if (request.options().backupFirst() && backupsThen != null && runsThen != null) {
            SafetyBackup.make(backupsThen, runsThen, request.target().toString(), progress);
        }
    }
}
