package dev.naust.console.view;

import java.util.List;
import java.util.Optional;

/**
 * The page of the jars in the plugins folder.
 *
 * @param warning what people should know about whom the server trusts
 * @param refusal why a jar that was just sent was refused, point by point; empty when none was
 * @param folder where jars are dropped
 * @param largest how large a jar may be
 * @param mayChange whether the user may upload, start, stop and remove
 */
public record PluginsView(
        List<PluginRow> plugins,
        Optional<String> warning,
        List<String> refusal,
        String folder,
        String largest,
        boolean mayChange) {

    /** A jar. */
    public record PluginRow(
            String file,
            String href,
            String bundle,
            String providers,
            String size,
            Badge state,
            Optional<String> problem) {

        /** Whether what is said of it is nothing to worry about. */
        public boolean isOnPurpose() {
            return state.tone() == Tone.QUIET;
        }
    }
}
