package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/** A part of a form that was made from a schema. */
public sealed interface FormPart {

    /** The JSON pointer of what it enters; fields are sent under this name. */
    String name();

    /** Its id on the page. */
    String id();

    /** What people call it. */
    String label();

    /** What is wrong with it, which stands beside it. */
    Optional<String> problem();

    /** How a value is entered. */
    enum Input {
        TEXT,
        NUMBER,
        SWITCH,
        /** One of many. */
        CHOICE,
        /** One of few, all of them in sight. */
        RADIO,
        SECRET,
        /** Several lines of JSON. */
        JSON,
        /** Nothing to enter: there is only one value. */
        CONSTANT
    }

    /**
     * One value.
     *
     * @param hint what it means and what may be entered; may be empty
     * @param value as it stands in the form; never a secret
     * @param placeholder what counts where nothing is entered
     * @param required whether something must be entered
     * @param explicit whether the value was set and not only taken from the default
     * @param stored what is known of a secret that is set: where it is found, or that it is hidden; empty where none is set
     * @param deciding whether other fields come and go with it
     * @param removable whether the whole field can be taken out
     * @param fresh whether it was just added, so that it takes the focus
     */
    record Field(
            String name,
            String id,
            String label,
            String hint,
            Input input,
            String value,
            String placeholder,
            boolean required,
            boolean explicit,
            Optional<String> stored,
            boolean deciding,
            boolean removable,
            boolean fresh,
            List<Choice> options,
            Optional<String> problem)
            implements FormPart {}

    /**
     * Parts that belong together.
     *
     * @param folded whether it can be folded away
     * @param open whether it is unfolded although it can be folded
     * @param summary what it holds while it is folded, such as {@code 2 set}
     */
    record Fieldset(
            String name,
            String id,
            String label,
            String hint,
            boolean folded,
            boolean open,
            String summary,
            List<FormPart> parts,
            Optional<String> problem)
            implements FormPart {}

    /**
     * Ways of which one is taken.
     *
     * @param parts what the way that is taken asks for
     */
    record Ways(
            String name, String id, String label, List<Choice> choices, List<FormPart> parts, Optional<String> problem)
            implements FormPart {}

    /**
     * A list of parts that can be added and taken out; where {@code named}, each has a name that is chosen when it is added.
     *
     * @param addLabel what the button to add one says
     */
    record Rows(
            String name,
            String id,
            String label,
            String hint,
            boolean folded,
            boolean open,
            String summary,
            boolean named,
            String addLabel,
            List<Row> rows,
            Optional<String> problem)
            implements FormPart {}

    /** One of a list's parts. */
    record Row(String name, String label, FormPart part) {}
}
