/** Keys that others wrote, as collections by the prefixes of their names: each record is a key with its value, type and expiry. */
@NullMarked
package dev.naust.redis.keyspace;

import org.jspecify.annotations.NullMarked;
