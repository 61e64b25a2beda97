package dev.naust.console.view;

import java.util.List;

/**
 * The page of one jar in the plugins folder.
 *
 * @param exports the packages that it offers to others
 * @param refusal why what was just asked for was not done, point by point; empty when it was
 * @param warnings what may keep it from running, found out when it was uploaded
 * @param mayForce whether what was refused may be forced
 */
public record PluginView(
        PluginsView.PluginRow plugin,
        List<Fact> facts,
        List<Need> needs,
        List<String> exports,
        List<String> refusal,
        List<String> warnings,
        Actions actions,
        boolean mayForce,
        String largest) {

    /** Something that it asks for. */
    public record Need(String what, Badge state) {}

    /** What the user may do to it now. */
    public record Actions(boolean start, boolean stop, boolean change) {}
}
