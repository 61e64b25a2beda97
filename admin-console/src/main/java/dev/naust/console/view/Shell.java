package dev.naust.console.view;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What every page shows around its content.
 *
 * @param assetUrl turns a static file's name into its URL, which changes with the file's content
 * @param user who is signed in
 * @param csrfToken what every form of this page sends along
 * @param mayOperate whether the user may change stores and start runs
 * @param sections those that the user may open, in the order of the side bar
 */
public record Shell(
        UnaryOperator<String> assetUrl,
        Optional<String> user,
        String csrfToken,
        boolean mayOperate,
        List<Section> sections) {
    public Shell {
        sections = List.copyOf(sections);
    }

    /** The URL of a static file, such as {@code naust.css}. */
    public String asset(String name) {
        return assetUrl.apply(name);
    }

    @Override
    public String toString() {
        return "Shell[" + user + "]";
    }
}
