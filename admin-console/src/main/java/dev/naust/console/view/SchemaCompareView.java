package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * Comparing two stores' structures.
 *
 * @param compared whether a comparison was asked for and made
 * @param names the two stores' names, for the heads of the table
 * @param summary how much differs, in one line
 * @param whole collections that only one of them has
 * @param groups what differs in the collections that both have, and in what is in none
 * @param script the statements that make the target like the source
 * @param destructive whether statements that lose something are live in the script
 * @param problem why it could not be done
 */
public record SchemaCompareView(
        List<Choice> sources,
        List<Choice> targets,
        boolean compared,
        List<String> names,
        String summary,
        List<Whole> whole,
        List<Group> groups,
        List<Idea> ideas,
        Optional<String> script,
        boolean destructive,
        List<String> notes,
        Optional<String> problem) {

    /** A collection that only one store has: the names of its columns, and how many rules and indexes it has. */
    public record Whole(String collection, Badge change, String columns, String constraints, String indexes) {}

    /** The differences in one collection, or of one thing that is in none. */
    public record Group(String collection, List<Row> rows) {}

    /** One property that differs. */
    public record Row(String thing, String name, Badge change, String property, String source, String target) {}

    /** A rename that seems likely, and the address that takes it into account. */
    public record Idea(String sentence, String href) {}
}
