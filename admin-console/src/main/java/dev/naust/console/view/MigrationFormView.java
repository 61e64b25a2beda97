package dev.naust.console.view;

import dev.naust.console.view.FormPart.Field;
import dev.naust.console.view.StoreFormView.Trouble;
import java.util.List;
import java.util.Optional;

/**
 * Choosing what to migrate.
 *
 * @param source the store whose collections are shown; empty when none is
 * @param collections the source's collections; empty until a source is chosen
 * @param leftOut what the source holds that is never copied, in one sentence
 * @param common the options that many think about
 * @param more the other options, in groups
 * @param set how many of the other options are not as usual
 * @param changed collections that are changed on their way
 * @param openable other collections that can be
 * @param troubles why the form could not go on
 */
public record MigrationFormView(
        List<Choice> sources,
        List<Choice> targets,
        String source,
        List<Pick> collections,
        Optional<String> leftOut,
        List<Field> common,
        List<OptionGroup> more,
        int set,
        List<Changed> changed,
        List<String> openable,
        List<Trouble> troubles) {

    /** A collection to tick. */
    public record Pick(String name, String records, boolean chosen) {}

    /** Options that belong together. */
    public record OptionGroup(String title, List<Field> fields) {}

    /**
     * A collection that is changed on its way.
     *
     * @param id its place on the page
     */
    public record Changed(String name, String id, Field to, Field filter, Field nest, List<ChangedField> rows) {}

    /**
     * A field of such a collection.
     *
     * @param name empty where a name can be filled in, for a field that the source does not have
     * @param type what the source declares; empty where it does not have the field
     * @param to its name in the target; empty keeps it
     * @param change what happens to its values
     * @param detail what the change needs to know
     * @param nulls whether it may be empty
     */
    public record ChangedField(
            String id,
            String name,
            String type,
            String to,
            List<Choice> change,
            String detail,
            List<Choice> nulls,
            Optional<String> problem) {}

    /** Whether a source is chosen. */
    public boolean hasSource() {
        return sources.stream().anyMatch(Choice::chosen);
    }
}
