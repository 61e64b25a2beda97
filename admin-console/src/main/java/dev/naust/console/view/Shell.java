package dev.naust.console.view;

import java.util.function.UnaryOperator;

/**
 * What every page shows around its content.
 *
 * @param assetUrl turns a static file's name into its URL, which changes with the file's content
 */
public record Shell(UnaryOperator<String> assetUrl) {

    /** The URL of a static file, such as {@code naust.css}. */
    public String asset(String name) {
        return assetUrl.apply(name);
    }
}
