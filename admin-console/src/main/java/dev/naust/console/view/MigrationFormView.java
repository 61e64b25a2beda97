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
     * @param names the names of its fields, to choose from
     * @param flat lists and objects in its records that become collections; the last row is empty
     * @param others the collections that can go into its records
     * @param nested collections that go into its records; the last row is empty
     */
    public record Changed(
            String name,
            String id,
            Field to,
            Field filter,
            List<ChangedField> rows,
            List<String> names,
            List<FlatRow> flat,
            List<String> others,
            List<NestRow> nested) {
        /** Whether any shape was chosen. */
        public boolean shaped() {
            return flat.size() > 1 || nested.size() > 1;
        }
    }

    /**
     * A list or an object that becomes a collection.
     *
     * @param to the collection's name
     * @param parent its fields for the key of the record that an item was in
     * @param position its field for an item's place
     * @param key fields of the items that are their key
     */
    public record FlatRow(
            String id, String field, String to, String parent, String position, String key, Optional<String> problem) {}

    /**
     * A collection that goes into records.
     *
     * @param as the field that it goes into
     * @param by its fields that hold the outer record's key
     * @param position its field that sorts the list
     * @param omits whether nulls are left out
     * @param most records in one list
     */
    public record NestRow(
            String id,
            String collection,
            String as,
            String by,
            String position,
            boolean omits,
            String most,
            Optional<String> problem) {}

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
