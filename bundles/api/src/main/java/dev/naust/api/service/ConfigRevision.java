package dev.naust.api.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One state of a store's configuration file.
 *
 * @param number counts from 1
 * @param author who made it: a user's name, or {@link #BY_HAND}
 * @param time when it was made or, by hand, noticed
 * @param revision of the file then, as in {@link StoreView#revision()}
 * @param definition what the file said, secrets as {@code ********}; empty when it could not be read as a definition or the
 *     store was removed
 * @param errors what is wrong with it as judged now
 */
public record ConfigRevision(
        int number,
        String author,
        Instant time,
        Kind kind,
        String revision,
        Optional<StoreDefinition> definition,
        List<ConfigProblem> errors) {
    /** The author of what somebody wrote into the file without the server. */
    public static final String BY_HAND = "file";

    public ConfigRevision {
        errors = List.copyOf(errors);
    }

    /** How a revision came to be. */
    public enum Kind {
        CREATED,
        CHANGED,
        RESTORED,
        /** The file was written by hand, by Git or by another program. */
        EDITED,
        REMOVED
    }
}
