package dev.naust.api.service;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.store.StoreException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which stores an erasure is erasing from just now, so that nobody moves their records behind its back: what was read before
 * it came would arrive after it has gone.
 */
public final class Erasing {
    /** The kind of the runs that carry out people's requests. */
    public static final String RUN = "privacy";

    private static final String STORES = "stores";
    private static final int LOOKED_AT = 100;

    private Erasing() {}

    /** What such a run remembers of the stores that it erases from; nothing where it does not erase. */
    public static Document noted(Document parameters, Collection<String> stores) {
        return parameters.with(
                STORES,
                new Value.Array(stores.stream().sorted().<Value>map(Value::text).toList()));
    }

    /**
     * Refuses to move records of a store that is being erased from.
     *
     * @throws StoreException with {@code privacy.erasing}, which is over when the erasure is
     */
    public static void refuse(Runs runs, List<String> stores) {
        for (Run run : runs.list(Optional.of(RUN), Optional.empty(), LOOKED_AT)) {
            for (String store : stores) {
                if (!run.state().isFinal() && isOf(run, store)) {
                    throw new StoreException(
                            ServiceError.PRIVACY_ERASING,
                            "A person's data is being erased from store \"" + store + "\" (run " + run.id()
                                    + "), and what is moved meanwhile could escape that: wait for its end");
                }
            }
        }
    }

    private static boolean isOf(Run run, String store) {
        return run.parameters()
                .get(STORES)
                .filter(Value.Array.class::isInstance)
                .map(value -> ((Value.Array) value).items())
                .filter(names -> names.stream()
                        .anyMatch(name ->
                                name instanceof Text text && text.string().equals(store)))
                .isPresent();
    }
}
