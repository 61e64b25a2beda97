package dev.naust.console.page;

import dev.naust.api.service.Plugins;
import dev.naust.api.service.Plugins.Need;
import dev.naust.api.service.Plugins.Plugin;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Fact;
import dev.naust.console.view.PluginView;
import dev.naust.console.view.PluginsView;
import dev.naust.console.view.Show;
import dev.naust.console.view.Tone;
import java.util.List;

/** Puts what is known of plugins into the form that their pages show. */
final class PluginShapes {
    private final String folder;

    PluginShapes(String folder) {
        this.folder = folder;
    }

    PluginsView all(Plugins plugins, List<String> refusal, boolean mayChange) {
        return new PluginsView(
                plugins.plugins().stream().map(PluginShapes::row).toList(),
                plugins.warning(),
                refusal,
                folder,
                mebibytes(plugins.largest()),
                mayChange);
    }

    PluginView one(
            Plugin plugin,
            List<String> refusal,
            List<String> warnings,
            PluginView.Actions actions,
            boolean mayForce,
            long largest) {
        return new PluginView(
                row(plugin),
                facts(plugin),
                plugin.details().needs().stream().map(PluginShapes::need).toList(),
                plugin.details().exports(),
                refusal,
                warnings,
                actions,
                mayForce,
                mebibytes(largest));
    }

    /** What it needs and is not here, each as a sentence. */
    List<String> unmet(Plugin plugin) {
        return plugin.details().needs().stream()
                .filter(need -> !need.isMet() && !need.isOptional())
                .map(need -> "It needs the " + need.what() + ", which nothing here provides.")
                .toList();
    }

    private static PluginsView.PluginRow row(Plugin plugin) {
        String bundle = plugin.name().isEmpty() ? "not a bundle" : plugin.name() + " " + plugin.version();
        return new PluginsView.PluginRow(
                plugin.file(),
                PluginPages.href(plugin),
                bundle,
                String.join(", ", plugin.providers()),
                Show.bytes(plugin.details().size()),
                badge(plugin.state()),
                plugin.problem().map(PluginShapes::sentence));
    }

    /** Problems are written to follow a file's name. */
    static String sentence(String problem) {
        boolean isSentence = Character.isUpperCase(problem.codePointAt(0));
        String whole = isSentence ? problem : "It " + problem;
        return whole.endsWith(".") ? whole : whole + ".";
    }

    private static List<Fact> facts(Plugin plugin) {
        String providers = plugin.providers().isEmpty() ? "none" : String.join(", ", plugin.providers());
        return List.of(
                new Fact("Bundle", plugin.name().isEmpty() ? "none" : plugin.name()),
                new Fact("Version", plugin.version().isEmpty() ? "none" : plugin.version()),
                new Fact("Providers", providers),
                new Fact("Signed by", plugin.details().signer().orElse("nobody")),
                new Fact("SHA-256", plugin.details().sha256()),
                new Fact("Size", Show.bytes(plugin.details().size())));
    }

    private static PluginView.Need need(Need need) {
        if (need.isMet()) {
            return new PluginView.Need(need.what(), new Badge("Here", Tone.GOOD));
        }
        return new PluginView.Need(
                need.what(),
                need.isOptional() ? new Badge("Not here, not necessary", Tone.QUIET) : new Badge("Missing", Tone.BAD));
    }

    private static Badge badge(Plugins.State state) {
        return switch (state) {
            case RUNNING -> new Badge("Running", Tone.GOOD);
            case STOPPED -> new Badge("Stopped", Tone.QUIET);
            case FAILED -> new Badge("Failed", Tone.BAD);
            case PENDING -> new Badge("Just copied", Tone.BUSY);
            case QUARANTINED -> new Badge("Quarantined", Tone.WARN);
            case HUNG -> new Badge("Hung", Tone.BAD);
            case CONFLICT -> new Badge("Conflict", Tone.WARN);
        };
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
