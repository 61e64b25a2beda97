package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * Docking a store: first its provider, then what the provider's schema asks for.
 *
 * @param type the chosen provider's id; empty until one is chosen
 * @param problem what is wrong that belongs to no field
 */
public record StoreFormView(
        List<Choice> providers,
        Optional<String> type,
        String id,
        Optional<String> idProblem,
        List<FormGroup> groups,
        Optional<String> problem) {

    /**
     * Fields that belong together.
     *
     * @param title empty for the first, nameless group
     */
    public record FormGroup(String title, String hint, List<FormField> fields) {}

    /**
     * A field of the form.
     *
     * @param name as it is sent, such as {@code connection.pool.max}
     * @param options for {@link Input#CHOICE}
     */
    public record FormField(
            String name,
            String label,
            String hint,
            Input input,
            String value,
            boolean required,
            List<Choice> options,
            Optional<String> problem) {

        /** Its id on the page. */
        public String id() {
            return name.replace('.', '-');
        }
    }

    /** How a value is entered. */
    public enum Input {
        TEXT,
        NUMBER,
        SWITCH,
        CHOICE,
        SECRET
    }
}
