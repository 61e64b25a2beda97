package dev.naust.api.store;

import dev.naust.api.model.Field;
import org.osgi.annotation.versioning.ConsumerType;

/** Says, before anything moves, how a technology would hold a field that another one declares. */
@ConsumerType
public interface TypeMapper {

    /** The field that this technology would declare for {@code source}, and how well it holds the source's values. */
    Mapping plan(Field source);
}
