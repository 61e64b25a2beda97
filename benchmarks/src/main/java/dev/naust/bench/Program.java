package dev.naust.bench;

import java.nio.file.Path;

/** Something that is measured. */
interface Program {
    /** What the figures call it. */
    String name();

    /** Does it once, to its end; what it has to say goes to a file. */
    Contender.Timing run(Path log) throws Exception;

    /** Whether a failure is a result of its own rather than the end of the race. */
    default boolean mayFail() {
        return false;
    }
}
