package dev.naust.api.store;

import org.osgi.annotation.versioning.ConsumerType;

/** A named kind of failure; each provider has an enum of its own. */
@ConsumerType
public interface ErrorCode {

    /** A stable code for scripts, such as {@code sqlite.corrupt}. */
    String code();

    Category category();
}
