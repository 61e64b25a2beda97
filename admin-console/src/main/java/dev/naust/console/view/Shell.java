package dev.naust.console.view;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What every page shows around its content.
 *
 * @param assetUrl turns a static file's name into its URL, which changes with the file's content
 * @param user who is signed in
 * @param csrfToken what every form of this page sends along
 * @param mayOperate whether the user may change stores and start runs
 */
public record Shell(UnaryOperator<String> assetUrl, Optional<String> user, String csrfToken, boolean mayOperate) {

    /** The URL of a static file, such as {@code naust.css}. */
    public String asset(String name) {
        return assetUrl.apply(name);
    }

    @Override
    public String toString() {
        return "Shell[" + user + "]";
    }
}
