package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * Filling in a store's configuration, as a form or as JSON: first its provider, then what the provider's schema asks for.
 *
 * @param store the store that is edited; empty while a new one is docked
 * @param type the chosen provider's id; empty until one is chosen
 * @param id the new store's name
 * @param sections what is filled in; empty while it is shown as JSON
 * @param json the same as JSON; empty while it is shown as a form
 * @param troubles everything that is wrong, for the top of the page
 * @param heading what came of the last attempt, such as {@code The store was not docked}; empty when there was none
 * @param box secrets that were typed, sealed
 * @param revision the configuration that an edited store was opened with
 * @param typed whether something was filled in that is not saved
 * @param notes what else there is to know
 */
public record StoreFormView(
        Optional<String> store,
        List<Choice> providers,
        Optional<String> type,
        String id,
        Optional<String> idProblem,
        List<FormSection> sections,
        Optional<JsonText> json,
        List<Trouble> troubles,
        String heading,
        String box,
        String revision,
        boolean typed,
        List<String> notes) {

    /** Where the form goes to be shown anew, with a row more or as JSON. */
    public String redraw() {
        return store.map(id -> "/stores/" + id + "/edit").orElse("/stores/new");
    }

    /**
     * Parts under a heading of their own.
     *
     * @param lead what the section is for; may be empty
     */
    public record FormSection(String id, String title, String lead, List<FormPart> parts) {}

    /**
     * A configuration as JSON.
     *
     * @param rows how many lines the page makes room for
     */
    public record JsonText(String text, int rows, Optional<String> problem) {}

    /**
     * Something that is wrong.
     *
     * @param place what people call the place, or its line
     * @param href the field on this page; empty when it has none
     * @param line the line in the JSON text, counted from 1; 0 in a form
     * @param excerpt what stands in that line
     */
    public record Trouble(String place, String message, String href, int line, String excerpt) {}
}
