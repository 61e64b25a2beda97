package dev.naust.migration;

import dev.naust.api.store.SchemaStep;

/** Records break a key or a unique rule that was to be made behind them; the run begins anew with {@link Rules} made first. */
final class BrokenRulesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param rule what could not be made */
    BrokenRulesException(SchemaStep rule, Throwable cause) {
        super(
                "Records of " + rule.schema().id() + " do not fit the " + rule.name()
                        + ". The copy begins anew with keys and unique rules made first, so that each of them is named",
                cause);
    }
}
