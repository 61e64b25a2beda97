package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * One backup.
 *
 * @param run the page of the run that made it
 * @param isThere whether there is a file to verify, restore or remove
 * @param isGood whether it can be restored, as far as is known
 * @param needsPassphrase whether it is closed with one
 * @param targets the stores that it can be restored to
 * @param problem why what was asked for last was refused
 */
public record BackupView(
        String id,
        String store,
        Badge state,
        String run,
        boolean isThere,
        boolean isGood,
        boolean needsPassphrase,
        List<Fact> facts,
        List<PartRow> parts,
        List<Choice> targets,
        List<Choice> conflicts,
        Optional<String> damage,
        Optional<String> problem) {

    /** A collection in it. */
    public record PartRow(String name, String records, String hash) {}
}
