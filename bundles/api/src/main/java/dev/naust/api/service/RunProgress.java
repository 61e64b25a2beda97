package dev.naust.api.service;

import org.osgi.annotation.versioning.ProviderType;

/** What a run tells of itself while it works. Safe for use by several threads; cheap enough to call for every batch. */
@ProviderType
public interface RunProgress {

    /** The run's id. */
    String id();

    /** A new stage has begun. */
    void stage(String name);

    /** How many records there will be, as far as known; negative when not known. */
    void total(long records);

    /** So many more records are done. */
    void advance(long records);

    /** How a part of it stands now, in the place of what was told of the part with this name before. */
    default void part(Run.Part part) {
        // Whoever shows no parts needs none.
    }

    /** Something that people should know, which does not stop the run. */
    void warn(String message);

    /** Something failed. */
    void error(String message);
}
