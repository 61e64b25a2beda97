/** How values, keys and records look in Redis, and the way back: exact in both directions, and natural to a Redis user. */
@NullMarked
package dev.naust.redis.form;

import org.jspecify.annotations.NullMarked;
