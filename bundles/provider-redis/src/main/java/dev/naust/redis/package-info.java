/**
 * Stores in Redis: what Naust makes there are collections of hashes with a schema beside them; what others wrote is read by the
 * prefixes of its keys, each type as it is.
 */
@NullMarked
package dev.naust.redis;

import org.jspecify.annotations.NullMarked;
