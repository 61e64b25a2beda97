package dev.naust.migration;

import dev.naust.api.service.MigrationPlan;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationRequest.Look;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.Pump;
import dev.naust.api.service.RunProgress;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.ReadRequest;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.WriteRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and converts every record as a run is going to, before anything is written, where the request asks for that, and has the
 * target judge it. What depends on other records, or on a rule of a whole collection, shows when it is written. For one run and
 * one thread.
 */
final class Rehearsal {
    private static final int NAMED = 20;

    private final Pump pump;
    private final Store source;
    private final Judgement judgement;
    private final MigrationPlan plan;
    private final Options options;
    private final List<String> named = new ArrayList<>();
    private long misfits;

    Rehearsal(Pump pump, Store source, Store target, MigrationPlan plan, Options options) {
        this.pump = pump;
        this.source = source;
        this.judgement = new Judgement(target);
        this.plan = plan;
        this.options = options;
    }

    /**
     * Looks at everything.
     *
     * @throws StoreException with {@code migration.blocked} when more records do not fit than may be left out
     */
    void hold(RunProgress progress) throws InterruptedException {
        if (!options.looks().contains(Look.BEFORE)) {
            return;
        }
        progress.stage("Looking at every record");
        for (CollectionPlan each : plan.collections()) {
            look(each);
        }
        if (misfits == 0) {
            return;
        }
        String found = Counted.misfits(misfits) + ": " + String.join("; ", named)
                + (misfits > named.size() ? "; and " + (misfits - named.size()) + " more" : "");
        long most = options.continueOnError() ? options.limits().rejects() : -1;
        if (most < 0 || most > 0 && misfits > most) {
            throw new StoreException(
                    ServiceError.MIGRATION_BLOCKED,
                    "Nothing was written, because " + found
                            + ". Put them right in the source, change their fields on the way, or allow the rest to be"
                            + " kept (continueOnError)");
        }
        progress.warn(found);
    }

    private void look(CollectionPlan each) throws InterruptedException {
        pump.copy(new Pump.Copy(
                source,
                ReadRequest.of(each.source()).as(each.readAs()),
                GivenRecords.to(
                        each.writeAs(),
                        records -> judgement.refused(each, records).forEach(rejected -> misfit(each, rejected))),
                WriteRequest.insert(each.writeAs()),
                options.batchSize(),
                Long.MAX_VALUE,
                written -> {},
                rejected -> misfit(each, rejected)));
    }

    private void misfit(CollectionPlan each, Rejected rejected) {
        misfits++;
        if (named.size() < NAMED) {
            named.add(
                    each.source() + " " + rejected.record().key() + ", " + rejected.field() + ": " + rejected.reason());
        }
    }
}
