package dev.naust.migration;

import dev.naust.api.service.MigrationPlan;
import dev.naust.api.store.SchemaStep;
import dev.naust.api.store.SchemaStep.Phase;
import dev.naust.api.store.StoreException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a target's structure as it was planned. Where records stand against a step, no other record suffers: an index is left out,
 * a reference is made unchecked, and for a key the run begins anew. Safe for use by several threads.
 */
final class Structure {
    private static final Logger LOG = LoggerFactory.getLogger(Structure.class);

    private final MigrationPlan plan;
    private final Conduct conduct;
    private final Findings findings;
    private final boolean rulesFirst;

    /** @param rulesFirst whether keys and unique rules are made before the records come */
    Structure(MigrationPlan plan, Conduct conduct, Findings findings, boolean rulesFirst) {
        this.plan = plan;
        this.conduct = conduct;
        this.findings = findings;
        this.rulesFirst = rulesFirst;
    }

    /**
     * Does steps in their order, small ones together.
     *
     * @throws StoreException when one fails, which it says by its name
     */
    void make(List<SchemaStep> due) throws InterruptedException {
        for (List<SchemaStep> group : Together.groups(plan, due)) {
            makeTogether(group);
        }
    }

    /**
     * Does steps at once where that can be.
     *
     * @throws StoreException when one fails, which it says by its name
     * @throws BrokenRulesException when records break a rule that was to be made behind them
     */
    void makeTogether(List<SchemaStep> steps) throws InterruptedException {
        if (!conduct.applyTogether(steps)) {
            // One by one, so that the one that fails is called by its name.
            for (SchemaStep step : steps) {
                make(step);
            }
        }
    }

    private void make(SchemaStep step) throws InterruptedException {
        LOG.debug("{}: {}", step.name(), step.statement());
        try {
            conduct.apply(step);
        } catch (StoreException failure) {
            boolean records = failure.code().blamesRecords();
            if (records && step.phase() == Phase.INDEX && !step.rule()) {
                findings.warn(step.schema().id() + " is complete, but without the " + step.name()
                        + ", which some of its records do not fit: " + failure.getMessage());
            } else if (records && Rules.isOne(step) && !rulesFirst) {
                throw new BrokenRulesException(step, failure);
            } else if (records && References.isOne(step)) {
                conduct.applyUnchecked(step);
                findings.warn("Records of " + step.schema().id()
                        + " refer to others that are not in the target. They are kept,"
                        + " and this is there unchecked: " + step.name());
            } else {
                throw new StoreException(
                        failure.code(), "Making " + step.name() + " failed: " + failure.getMessage(), failure);
            }
        }
    }
}
