package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * What a migration left for people to put right.
 *
 * @param title the migration's
 * @param back the migration's page
 * @param here this page
 * @param open how many of those shown wait
 * @param next the page behind this one
 * @param problem why the last thing asked for was not done
 */
public record LeftoversView(
        String title,
        String back,
        String here,
        boolean conflicts,
        List<Row> rows,
        long open,
        Optional<String> next,
        Optional<String> problem) {

    /**
     * A record that is left.
     *
     * @param edit the field to blame, to be given another value; empty where the record was not kept, or it is the whole record
     * @param sides the fields beside each other, of a conflict
     */
    public record Row(
            long number,
            String collection,
            String key,
            String field,
            String value,
            String reason,
            boolean open,
            Optional<Edit> edit,
            List<Side> sides) {}

    /**
     * A value to be changed.
     *
     * @param text as the form holds it
     * @param written whether what cannot be seen is written out in it
     * @param hint what to know of that; empty when there is nothing
     */
    public record Edit(String text, boolean written, String hint) {}

    /** A field as the target and as the source has it. */
    public record Side(String field, String there, String incoming, boolean differs) {}
}
