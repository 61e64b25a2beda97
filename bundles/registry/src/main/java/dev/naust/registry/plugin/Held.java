package dev.naust.registry.plugin;

import dev.naust.api.service.Plugins.State;

/**
 * Why a jar was not brought into the framework.
 *
 * @param state how it is shown
 * @param reason in plain words, to follow the file's name
 */
record Held(State state, String reason) {
    static Held quarantined(String reason) {
        return new Held(State.QUARANTINED, reason);
    }

    static Held failed(String reason) {
        return new Held(State.FAILED, reason);
    }

    static Held conflict(String reason) {
        return new Held(State.CONFLICT, reason);
    }
}
