package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.RunProgress;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the collections that a run made, also on a thread that is being interrupted. */
final class Undoing {
    private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);

    private Undoing() {}

    /** Removes them, the last one first; returns a sentence that says what is in the target now. */
    static String drop(SchemaEditing editing, List<DatasetId> made, RunProgress progress) {
        boolean interrupted = Thread.interrupted();
        List<String> left = new ArrayList<>();
        for (int i = made.size() - 1; i >= 0; i--) {
            try {
                editing.drop(made.get(i));
            } catch (StoreException failure) {
                LOG.warn("{} could not be removed again", made.get(i), failure);
                left.add(made.get(i).toString());
            } catch (InterruptedException again) {
                interrupted = true;
                i++;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (left.isEmpty()) {
            return Counted.removed(made.size());
        }
        String sentence = "These collections of this run could not be removed from the target; remove them by hand: "
                + String.join(", ", left);
        progress.warn(sentence);
        return sentence;
    }
}
