/** Reading that is the same for all that Redis holds: batches, filters, positions, and large values. */
@NullMarked
package dev.naust.redis.record;

import org.jspecify.annotations.NullMarked;
