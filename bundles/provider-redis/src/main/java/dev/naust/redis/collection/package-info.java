/**
 * Collections that Naust makes: a hash for each record, a sorted set by which they are read in order, and a schema that says
 * what their bytes mean.
 */
@NullMarked
package dev.naust.redis.collection;

import org.jspecify.annotations.NullMarked;
